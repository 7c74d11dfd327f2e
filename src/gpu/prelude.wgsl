// All variables; the program's temporaries. Of an array without a length some compilers find it out for every access.
@group(0) @binding(0) var<storage, read_write> state: array<f32, STATE>;
@group(0) @binding(1) var<storage, read_write> work: array<f32, WORK>;
// The run's own: the seed, the step and the bits of the inputs; the outputs.
@group(0) @binding(2) var<storage, read> inputs: array<u32, INPUTS>;
@group(0) @binding(3) var<storage, read_write> results: array<f32, RESULTS>;
// Bytes, four to a word.
@group(1) @binding(0) var<storage, read> table: array<u32>;

// Memory that a workgroup shares: 16 KiB, as much as every device has.
var<workgroup> tiles: array<vec4<f32>, 1024>;

// Where four neighbours of a stripe's term are. Shifted from term to term, so that neither way of filling a stripe
// meets the same bank of memory again and again.
fn spot(place: u32, term: u32, across: u32) -> u32 {
  return term * across + (place ^ (term & 7u));
}

// 1 / (1 + e^-x), with e^x of negative numbers alone, which cannot overflow.
fn sigmoid(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}

// max(x, 0) + ln(1 + e^-|x|); ln(1 + e) is e - e²/2 where e is small.
fn softplus(x: f32) -> f32 {
  let e = exp(-abs(x));
  return max(x, 0.0) + select(log(1.0 + e), e - 0.5 * e * e, e < 1e-3);
}

// Some devices compute tanh by e^2x, which overflows; beyond ±15 it is ±1 in f32.
fn bounded_tanh(x: f32) -> f32 {
  return tanh(clamp(x, -15.0, 15.0));
}

fn rotate_left(x: u32, by: u32) -> u32 {
  return (x << by) | (x >> (32u - by));
}

fn four_rounds(x: vec2<u32>, by: vec4<u32>) -> vec2<u32> {
  var y = x;
  for (var i = 0u; i < 4u; i++) {
    y.x += y.y;
    y.y = rotate_left(y.y, by[i]) ^ y.x;
  }
  return y;
}

// Threefry-2x32-20, as in `noise.rs`.
fn threefry(key: vec2<u32>, counter: vec2<u32>) -> vec2<u32> {
  let last = 0x1BD11BDAu ^ key.x ^ key.y;
  let even = vec4<u32>(13u, 15u, 26u, 6u);
  let odd = vec4<u32>(17u, 29u, 16u, 24u);
  var x = counter + key;
  x = four_rounds(x, even) + vec2<u32>(key.y, last + 1u);
  x = four_rounds(x, odd) + vec2<u32>(last, key.x + 2u);
  x = four_rounds(x, even) + vec2<u32>(key.x, key.y + 3u);
  x = four_rounds(x, odd) + vec2<u32>(key.y, last + 4u);
  return four_rounds(x, even) + vec2<u32>(last, key.x + 5u);
}

fn uniforms(stream: u32, element: u32) -> vec2<f32> {
  let words = threefry(vec2<u32>(inputs[0], stream), vec2<u32>(element / 2u, inputs[1]));
  return (vec2<f32>(words >> vec2<u32>(9u)) + 0.5) * (1.0 / 8388608.0);
}

fn uniform_noise(stream: u32, element: u32) -> f32 {
  let pair = uniforms(stream, element);
  return select(pair.y, pair.x, element % 2u == 0u);
}

// cos 2πt and sin 2πt of t in [0, 1), to 2e-7: WGSL asks of its own cos and sin for no more than 2⁻¹¹. Taylor's
// series on the eighths around 0, whose quarters are then turned.
fn cos_sin(t: f32) -> vec2<f32> {
  let quarter = round(4.0 * t);
  let x = 6.2831855 * (t - 0.25 * quarter);
  let y = x * x;
  let c = 1.0 + y * (-0.5 + y * (4.1666668e-2 + y * (-1.3888889e-3 + y * 2.4801587e-5)));
  let s = x * (1.0 + y * (-0.16666667 + y * (8.333334e-3 + y * (-1.984127e-4 + y * 2.7557319e-6))));
  let turned = select(vec2<f32>(c, s), vec2<f32>(-s, c), (u32(quarter) & 1u) == 1u);
  return select(turned, -turned, (u32(quarter) & 2u) == 2u);
}

// Box and Muller (1958): √(-2 ln u₁) cos 2πu₂ and √(-2 ln u₁) sin 2πu₂ are independent N(0, 1).
fn normal_noise(stream: u32, element: u32) -> f32 {
  let pair = uniforms(stream, element);
  // Near 1 a device's ln may come out above 0.
  let radius = sqrt(max(-2.0 * log(pair.x), 0.0));
  let direction = cos_sin(pair.y);
  return radius * select(direction.y, direction.x, element % 2u == 0u);
}
