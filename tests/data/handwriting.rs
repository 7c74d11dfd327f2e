use vae_lab::data::handwriting::{dataset, image};

#[test]
fn an_image_is_a_function_of_seed_and_index() {
    assert_eq!(image(1, 2), image(1, 2));
    assert_ne!(image(1, 2).pixels, image(1, 3).pixels);
    assert_ne!(image(1, 2).pixels, image(2, 2).pixels);
}

#[test]
fn the_labels_are_balanced() {
    let dataset = dataset(5, 500);
    for images in [dataset.train, dataset.held_out] {
        let labels = images.labels.unwrap();
        for digit in 0..10 {
            let count = labels.iter().filter(|&&label| label == digit).count();
            assert_eq!(count, labels.len() / 10);
        }
    }
}
