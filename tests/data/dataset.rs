use vae_lab::data::{Images, shuffled};

#[test]
fn an_epoch_shows_every_image_once() {
    for count in [0, 1, 2, 10, 999] {
        let mut order = shuffled(3, 1, count);
        order.sort_unstable();
        assert!(order.into_iter().eq((0..).take(count)));
    }
}

#[test]
fn seeds_and_epochs_have_orders_of_their_own() {
    assert_eq!(shuffled(3, 1, 100), shuffled(3, 1, 100));
    assert_ne!(shuffled(3, 1, 100), shuffled(3, 2, 100));
    assert_ne!(shuffled(3, 1, 100), shuffled(4, 1, 100));
}

/// Known answer: the same order on every platform.
#[test]
fn an_order_is_known() {
    assert_eq!(shuffled(7, 0, 8), [6, 5, 2, 1, 3, 4, 7, 0]);
}

/// Over many epochs every image comes in every place equally often: χ² with (n - 1)² degrees of freedom.
#[test]
fn orders_are_uniform() {
    const COUNT: usize = 8;
    const EPOCHS: u32 = 4000;
    let mut seen = [[0.0f64; COUNT]; COUNT];
    for epoch in 0..EPOCHS {
        for (place, image) in shuffled(11, epoch, COUNT).into_iter().enumerate() {
            seen[place][image as usize] += 1.0;
        }
    }
    let expected = f64::from(EPOCHS) / COUNT as f64;
    let chi2: f64 = seen
        .iter()
        .flatten()
        .map(|n| (n - expected).powi(2) / expected)
        .sum();
    let freedom = ((COUNT - 1) * (COUNT - 1)) as f64;
    assert!(
        (chi2 - freedom).abs() < 4.0 * (2.0 * freedom).sqrt(),
        "χ² = {chi2}"
    );
}

#[test]
fn images_are_selected_and_added_with_what_is_known_of_them() {
    let mut images = Images::new((0..12).collect(), 2, 2, 1);
    images.labels = Some(vec![5, 6, 7]);
    let picked = images.select(&[2, 0]);
    assert_eq!(picked.pixels.row(0).to_vec(), [8, 9, 10, 11]);
    assert_eq!(picked.labels, Some(vec![7, 5]));
    images.extend(picked);
    assert_eq!(images.count(), 5);
    assert_eq!(images.pixels.row(4).to_vec(), [0, 1, 2, 3]);
    assert_eq!(images.labels, Some(vec![5, 6, 7, 7, 5]));
    images.extend(Images::new(vec![0; 4], 2, 2, 1));
    assert_eq!((images.count(), images.labels), (6, None));
}

/// Without a copy, they are what a selection copies.
#[test]
fn kept_images_are_those_that_are_selected() {
    let mut images = Images::new((0..=59).collect(), 2, 3, 1);
    images.labels = Some((0..10).collect());
    for places in [
        &[0, 3, 4, 9][..],
        &[],
        &[9],
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    ] {
        let mut kept = images.clone();
        kept.keep(places);
        assert_eq!(kept, images.select(places), "{places:?}");
    }
}
