//! Distributions over integers against sums over all codes, and against the network written out unit by unit.

use ndarray::Array2;
use vae_lab::cpu::Cpu;
use vae_lab::graph::Graph;
use vae_lab::interp::Interp;
use vae_lab::models::Options;
use vae_lab::models::made::Made;
use vae_lab::models::options::CodePrior;
use vae_lab::nn::Parameters;
use vae_lab::noise::{Clock, uniform, words};
use vae_lab::refusal::Refusal;
use vae_lab::session::Session;

const PLACES: usize = 4;
const LEVELS: usize = 3;
const COLUMNS: usize = PLACES * LEVELS;

/// A distribution with parameters far from where training begins.
struct Wild {
    made: Made,
    parameters: Parameters,
    interp: Interp<f64>,
}

impl Wild {
    fn new(kind: CodePrior, places: usize) -> Self {
        let mut parameters = Parameters::default();
        let made = Made::new(&mut parameters, kind, places, LEVELS);
        let mut interp = Interp::new();
        for (number, parameter) in parameters.iter().enumerate() {
            let element = |(row, column): (usize, usize)| {
                let clock = Clock {
                    seed: 7,
                    step: number as u32,
                };
                let [word, _] = words(clock, row as u32, column as u32);
                f64::from(uniform(word)) - 0.5
            };
            let values = Array2::from_shape_fn(parameter.variable.shape, element);
            interp.set(parameter.variable, values);
        }
        Self {
            made,
            parameters,
            interp,
        }
    }

    /// -ln p(k) of some codes.
    fn nll(&mut self, codes: &Array2<f64>) -> Vec<f64> {
        let mut g = Graph::new();
        let nodes = self.parameters.nodes(&mut g);
        let (_, rows) = g.input(codes.dim());
        let picked = self.made.picked(&mut g, rows).unwrap();
        let nll = self.made.nll(&mut g, &nodes, picked).unwrap();
        let values = self
            .interp
            .values(&g, std::slice::from_ref(codes), Clock::default());
        values[nll.index()].iter().copied().collect()
    }
}

/// All codes of so many places.
fn all(places: usize) -> Array2<f64> {
    let count = LEVELS.pow(places as u32);
    Array2::from_shape_fn((count, places), |(row, place)| {
        (row / LEVELS.pow(place as u32) % LEVELS) as f64
    })
}

#[test]
fn probabilities_of_all_codes_sum_to_one() {
    for kind in [CodePrior::Uniform, CodePrior::Counts, CodePrior::Made] {
        for places in [1, 2, PLACES] {
            let nll = Wild::new(kind, places).nll(&all(places));
            let sum: f64 = nll.iter().map(|nll| (-nll).exp()).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{kind:?}, {places}: {sum}");
            let flat = nll.iter().all(|own| (own - nll[0]).abs() < 1e-12);
            assert_eq!(flat, kind == CodePrior::Uniform, "{kind:?}");
        }
    }
}

/// ∂ logits of place m / ∂ places from m on is 0 to the bit, and not 0 for those before it.
#[test]
fn a_place_is_told_from_those_before_it_alone() {
    let wild = Wild::new(CodePrior::Made, PLACES);
    let mut g = Graph::new();
    let nodes = wild.parameters.nodes(&mut g);
    let (_, picked) = g.input((PLACES, LEVELS));
    let logits = wild.made.logits(&mut g, &nodes, picked).unwrap();
    let logits = g.reshape(logits, (1, COLUMNS)).unwrap();
    let slopes: Vec<_> = (0..COLUMNS)
        .map(|column| {
            let own = g.slice(logits, column, 1).unwrap();
            g.gradient(own, &[picked]).unwrap()[0]
        })
        .collect();
    let feed = Array2::from_shape_fn((PLACES, LEVELS), |at| {
        if at.0 % LEVELS == at.1 { 1.0 } else { 0.0 }
    });
    let values = wild.interp.values(&g, &[feed], Clock::default());
    for (column, slope) in slopes.iter().enumerate() {
        for ((place, level), value) in values[slope.index()].indexed_iter() {
            let before = place < column / LEVELS;
            assert_eq!(
                *value != 0.0,
                before,
                "{column} by {place}, {level}: {value}"
            );
        }
    }
}

/// Sums over hidden units one by one, each with the degree of the paper's section 4.1.
#[test]
fn the_network_is_that_of_its_formula() {
    let mut wild = Wild::new(CodePrior::Made, PLACES);
    let codes = all(PLACES);
    let actual = wild.nll(&codes);
    let parameters: Vec<_> = wild.parameters.iter().cloned().collect();
    let value = |name: &str| {
        let own = parameters.iter().find(|own| own.name == name).unwrap();
        wild.interp.get(own.variable)
    };
    let [w, b] = ["prior.hidden.weight", "prior.hidden.bias"].map(value);
    let [v, c] = ["prior.output.weight", "prior.output.bias"].map(value);
    for (code, actual) in codes.rows().into_iter().zip(actual) {
        let hidden: Vec<f64> = (0..b.len())
            .map(|unit| {
                let degree = 1 + unit % (PLACES - 1);
                let read =
                    (0..degree).map(|place| w[(place * LEVELS + code[place] as usize, unit)]);
                (b[(0, unit)] + read.sum::<f64>()).max(0.0)
            })
            .collect();
        let mut expected = 0.0;
        for place in 0..PLACES {
            let logit = |level: usize| {
                let column = place * LEVELS + level;
                let units = hidden.iter().enumerate();
                let read = units.filter(|(unit, _)| unit % (PLACES - 1) < place);
                c[(0, column)] + read.map(|(unit, h)| h * v[(unit, column)]).sum::<f64>()
            };
            let all: f64 = (0..LEVELS).map(|level| logit(level).exp()).sum();
            expected += all.ln() - logit(code[place] as usize);
        }
        assert!(
            (actual - expected).abs() < 1e-10,
            "{code}: {actual} for {expected}"
        );
    }
}

/// A session with a prior of a kind, trained for some steps.
fn trained(kind: &str, steps: usize) -> Session<Cpu> {
    let changed = [
        ("method", "vqvae"),
        ("hidden", "20"),
        ("codes", "3"),
        ("book", "4"),
        ("batch", "32"),
        ("clip", "0.5"),
        ("codeprior", kind),
    ];
    let options = Options::default().with_text(&changed).unwrap();
    let mut session = Session::new(Cpu::new(), options);
    session.load_generated("handwriting", 0).unwrap();
    session.train(steps).unwrap();
    session
}

/// The prior is learned beside the autoencoder, which stays what it is without one.
#[test]
fn the_autoencoder_keeps_its_bits() {
    let plain = trained("uniform", 60);
    let names = [
        "encoder.0.weight",
        "output.bias",
        "state.sums",
        "state.counts",
    ];
    let values = |session: &Session<Cpu>| names.map(|name| session.parameter(name).unwrap());
    for kind in ["counts", "made"] {
        let mut other = trained(kind, 60);
        assert_eq!(values(&other), values(&plain), "{kind}");
        // Three of four entries' bits: M ln K is 4.16 nats.
        let terms = other.evaluate(0).unwrap().terms;
        let [loss, recon, kl] = ["loss", "recon", "kl"].map(|key| terms.get(key).unwrap());
        assert!(kl < 4.1, "{kind}: {kl}");
        assert!((loss - recon - kl).abs() < 1e-9);
    }
}

/// A draw takes each code as often as its probability says, and is repeated by its number.
#[test]
fn codes_are_drawn_from_their_distribution() {
    const DRAWS: usize = 40_000;
    let mut session = trained("made", 40);
    for name in ["prior.hidden.weight", "prior.output.weight"] {
        let values = session.parameter(name).unwrap();
        let larger: Vec<f32> = values.into_iter().map(|value| 3.0 * value).collect();
        session.set_parameter(name, &larger).unwrap();
    }
    let codes = Array2::from_shape_fn((64, 3), |(row, place)| (row >> (2 * place) & 3) as f32);
    let logits = session.places(codes.view()).unwrap();
    let mut expected = [1.0; 64];
    for (row, expected) in expected.iter_mut().enumerate() {
        for place in 0..3 {
            let own = |level: usize| f64::from(logits[(row, 4 * place + level)]).exp();
            *expected *= own(row >> (2 * place) & 3) / (0..4).map(own).sum::<f64>();
        }
    }
    assert!((expected.iter().sum::<f64>() - 1.0).abs() < 1e-5);
    let drawn = session.draw_codes(DRAWS, 0).unwrap();
    let mut found = [0.0; 64];
    for code in drawn.rows() {
        let number = code
            .iter()
            .rev()
            .fold(0, |number, level| 4 * number + *level as usize);
        found[number] += 1.0;
    }
    // χ² with 63 degrees of freedom is above 120 once in 40,000 times.
    let count = |share: f64| DRAWS as f64 * share;
    let pairs = found.iter().zip(&expected);
    let square: f64 = pairs
        .map(|(found, share)| (found - count(*share)).powi(2) / count(*share))
        .sum();
    assert!(square < 120.0, "{square}");
    assert_eq!(session.draw_codes(DRAWS, 0).unwrap(), drawn);
    assert_ne!(session.draw_codes(DRAWS, 1).unwrap(), drawn);
    // What is not known yet tells nothing of the places before it.
    let mut open = codes.clone();
    open.column_mut(2).fill(-1.0);
    assert_eq!(session.places(open.view()).unwrap(), logits);
}

#[test]
fn what_has_no_integers_says_so() {
    let mut session = Session::new(Cpu::new(), Options::default());
    session.load_generated("handwriting", 0).unwrap();
    let error = session.draw_codes(1, 0).unwrap_err();
    assert_eq!(error.code(), "no-integers");
}
