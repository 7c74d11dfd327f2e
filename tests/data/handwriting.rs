use vae_lab::data::handwriting::{
    BOX, FACTORS, Factors, SIDE, dataset, image, images, redraw, styles,
};

/// An upright digit by a steady hand.
const PLAIN: Factors = Factors {
    slant: 0.0,
    thickness: 2.5,
    aspect: 1.0,
    rotation: 0.0,
    curvature: 0.0,
    pressure: 0.0,
    wobble: 0.0,
    style: 0,
};

/// Measures of an image's ink; places in pixels from the image's own centre, y downwards.
struct Ink {
    mass: f32,
    centre: [f32; 2],
    /// Covariances xx, xy, yy.
    spread: [f32; 3],
    /// Rows and columns that hold ink.
    size: [usize; 2],
    /// Mass and mean x of each row with ink.
    rows: Vec<(f32, f32)>,
}

impl Ink {
    fn of(pixels: &[u8]) -> Self {
        let (mut mass, mut first, mut second) = (0.0, [0.0; 2], [0.0; 3]);
        let mut rows = [(0.0, 0.0); SIDE];
        let mut columns = [false; SIDE];
        for (i, &pixel) in pixels.iter().enumerate().filter(|&(_, &pixel)| pixel > 0) {
            let value = f32::from(pixel) / 255.0;
            let (x, y) = ((i % SIDE) as f32 - 14.0, (i / SIDE) as f32 - 14.0);
            mass += value;
            first = [first[0] + value * x, first[1] + value * y];
            second = [
                second[0] + value * x * x,
                second[1] + value * x * y,
                second[2] + value * y * y,
            ];
            rows[i / SIDE].0 += value;
            rows[i / SIDE].1 += value * x;
            columns[i % SIDE] = true;
        }
        let centre = first.map(|moment| moment / mass);
        let [x, y] = centre;
        let rows: Vec<(f32, f32)> = rows
            .into_iter()
            .filter(|&(mass, _)| mass > 0.0)
            .map(|(mass, moment)| (mass, moment / mass))
            .collect();
        Self {
            mass,
            centre,
            spread: [
                second[0] / mass - x * x,
                second[1] / mass - x * y,
                second[2] / mass - y * y,
            ],
            size: [rows.len(), columns.iter().filter(|&&inked| inked).count()],
            rows,
        }
    }

    /// The tangent of the lean to the right: how far x falls as y grows.
    fn slant(&self) -> f32 {
        -self.spread[1] / self.spread[2]
    }
}

/// The mean of a measure over 40 hands that write a digit with the same factors.
fn mean(digit: u8, factors: Factors, measure: impl Fn(&Ink) -> f32) -> f32 {
    const HANDS: u32 = 40;
    let measures = (0..HANDS).map(|i| measure(&Ink::of(&redraw(9, i, digit, factors).pixels)));
    measures.sum::<f32>() / HANDS as f32
}

/// Checks that a measure grows by at least `step` each time that the factors change.
fn grows<const N: usize>(
    name: &str,
    digit: u8,
    factors: [Factors; N],
    step: f32,
    measure: impl Fn(&Ink) -> f32,
) {
    let means = factors.map(|factors| mean(digit, factors, &measure));
    for pair in means.windows(2) {
        assert!(
            pair[1] - pair[0] > step,
            "{name} of the digit {digit}: {means:?}"
        );
    }
}

#[test]
fn an_image_is_a_function_of_seed_and_index() {
    assert_eq!(image(1, 2), image(1, 2));
    assert_ne!(image(1, 2).pixels, image(1, 3).pixels);
    assert_ne!(image(1, 2).pixels, image(2, 2).pixels);
    let (whole, part) = (images(3, 0..20), images(3, 10..20));
    assert_eq!(whole.select(&(10..20).collect::<Vec<_>>()), part);
}

#[test]
fn the_labels_are_balanced_and_in_random_order() {
    let dataset = dataset(5, 500);
    assert_eq!(
        (dataset.train.count(), dataset.held_out.count()),
        (500, 2000)
    );
    for images in [dataset.train, dataset.held_out] {
        let labels = images.labels.unwrap();
        for digit in 0..10 {
            let count = labels.iter().filter(|&&label| label == digit).count();
            assert_eq!(count, labels.len() / 10);
        }
        assert_ne!(labels[..10], labels[10..20]);
    }
}

#[test]
fn training_and_held_out_images_differ() {
    let dataset = dataset(5, 500);
    for held_out in dataset.held_out.pixels.outer_iter() {
        assert!(
            dataset
                .train
                .pixels
                .outer_iter()
                .all(|train| train != held_out)
        );
    }
}

#[test]
fn factors_come_with_each_image() {
    let images = images(5, 0..500);
    let factors = images.factors.unwrap();
    assert_eq!(factors.dim(), (500, FACTORS.len()));
    for (i, row) in factors.outer_iter().enumerate() {
        assert_eq!(row.to_vec(), image(5, i as u32).factors.values());
    }
    for (name, column) in FACTORS.iter().zip(factors.columns()) {
        let least = column.fold(f32::MAX, |a, &b| a.min(b));
        let most = column.fold(f32::MIN, |a, &b| a.max(b));
        assert!(most > least, "{name} varies");
    }
    let slant = factors.column(0);
    assert!((slant.mean().unwrap() - 0.1).abs() < 0.05 && (slant.std(1.0) - 0.24).abs() < 0.03);
}

/// MNIST's conventions: ink fitted in 20x20, its centre of mass on the middle pixel, and as much of it.
#[test]
fn images_follow_the_conventions() {
    let (mut masses, mut off_centre) = (0.0, 0);
    for i in 0..2000 {
        let ink = Ink::of(&image(1, i).pixels);
        let longer = ink.size[0].max(ink.size[1]);
        assert!(
            longer == BOX || longer == BOX - 1,
            "image {i} is {:?}",
            ink.size
        );
        // A box that would leave the image is kept inside, a little off its place.
        let off = ink.centre.iter().fold(0f32, |off, c| off.max(c.abs()));
        assert!(off < 2.0, "image {i} has its mass at {:?}", ink.centre);
        off_centre += usize::from(off > 0.501);
        masses += ink.mass;
    }
    assert!(off_centre <= 4, "{off_centre} images are off centre");
    // The mean of MNIST's training images is 0.1307.
    let mean = masses / (2000.0 * (SIDE * SIDE) as f32);
    assert!((0.12..0.15).contains(&mean), "mean {mean}");
}

#[test]
fn slant_leans_the_digit() {
    let factors = [-0.6, -0.3, 0.0, 0.3, 0.6].map(|slant| Factors { slant, ..PLAIN });
    for digit in 0..10 {
        grows("slant", digit, factors, 0.1, Ink::slant);
    }
    // The stem of a 1 leans by the factor itself.
    let lean = |slant| mean(1, Factors { slant, ..PLAIN }, Ink::slant);
    assert!((lean(0.5) - lean(0.0) - 0.5).abs() < 0.05);
}

#[test]
fn rotation_turns_the_digit_clockwise() {
    let factors = [-0.4f32, -0.2, 0.0, 0.2, 0.4].map(|rotation| Factors { rotation, ..PLAIN });
    for digit in [1, 3, 4, 5, 7, 9] {
        grows("rotation", digit, factors, 0.05, Ink::slant);
    }
    // A line that is turned clockwise by an angle leans to the right by its tangent.
    let lean = |rotation| mean(1, Factors { rotation, ..PLAIN }, Ink::slant);
    assert!((lean(0.3) - lean(0.0) - 0.3f32.tan()).abs() < 0.05);
}

#[test]
fn thickness_is_the_width_of_the_line_in_pixels() {
    let factors = [1.5, 2.5, 3.5, 4.5].map(|thickness| Factors { thickness, ..PLAIN });
    for digit in 0..10 {
        grows("ink", digit, factors, 10.0, |ink| ink.mass);
    }
    for factors in factors {
        let width = mean(1, factors, |ink| {
            // Across the line: the middle rows' ink times the cosine of its lean.
            let rows = &ink.rows[6..14];
            let across = rows.iter().map(|row| row.0).sum::<f32>() / rows.len() as f32;
            across / (1.0 + ink.slant() * ink.slant()).sqrt()
        });
        assert!(
            (width - factors.thickness).abs() < 0.15,
            "{width} for {}",
            factors.thickness
        );
    }
}

#[test]
fn aspect_widens_the_digit() {
    let factors = [0.6, 0.8, 1.0, 1.2].map(|aspect| Factors { aspect, ..PLAIN });
    for digit in [0, 2, 3, 4, 5, 6, 7, 8, 9] {
        grows("width", digit, factors, 0.05, |ink| {
            (ink.spread[0] / ink.spread[2]).sqrt()
        });
    }
}

#[test]
fn curvature_bends_the_middle_to_the_right() {
    let factors = [-0.2, -0.1, 0.0, 0.1, 0.2].map(|curvature| Factors { curvature, ..PLAIN });
    grows("bow", 1, factors, 0.5, |ink| {
        let x = |part: usize| ink.rows[part * (ink.rows.len() - 1) / 4].1;
        x(2) - 0.5 * (x(0) + x(4))
    });
}

#[test]
fn pressure_thins_the_ends() {
    let factors = [0.0, 0.5, 1.0].map(|pressure| Factors { pressure, ..PLAIN });
    grows("contrast", 1, factors, 0.05, |ink| {
        let end = ink.rows.len() - 1;
        2.0 * ink.rows[end / 2].0 / (ink.rows[2].0 + ink.rows[end - 2].0)
    });
}

#[test]
fn wobble_takes_the_digit_from_its_steady_shape() {
    let steady: Vec<_> = (0..40).map(|i| redraw(9, i, 3, PLAIN).pixels).collect();
    let away = [0.3, 0.8, 1.6].map(|wobble| {
        let written = (0..40).map(|i| redraw(9, i, 3, Factors { wobble, ..PLAIN }).pixels);
        let differences = written.zip(&steady).map(|(written, steady)| {
            let pixels = written.iter().zip(steady);
            pixels
                .map(|(a, b)| f32::from(a.abs_diff(*b)) / 255.0)
                .sum::<f32>()
        });
        differences.sum::<f32>() / 40.0
    });
    assert!(
        away[0] > 5.0 && away[1] > away[0] + 5.0 && away[2] > away[1] + 5.0,
        "{away:?}"
    );
}

#[test]
fn every_style_is_another_shape() {
    for digit in 0..10 {
        assert!(styles(digit) >= 2);
        let shapes: Vec<_> = (0..styles(digit) as u8)
            .map(|style| redraw(9, 0, digit, Factors { style, ..PLAIN }).pixels)
            .collect();
        for (i, shape) in shapes.iter().enumerate() {
            assert!(
                shapes[..i].iter().all(|other| other != shape),
                "the digit {digit}"
            );
        }
    }
}
