//! A run that one session hands to another, as a lab does to a trainer on another executor, and gets back.

use vae_lab::cpu::Cpu;
use vae_lab::models::Options;
use vae_lab::refusal::Refusal;
use vae_lab::session::Session;

fn options() -> Options {
    let small = [("hidden", "16"), ("batch", "32"), ("lr", "0.01")];
    Options::default().with_text(&small).unwrap()
}

/// A session on handwriting, all of it made, after some steps.
fn lab(steps: usize) -> Session<Cpu> {
    let mut lab = Session::new(Cpu::new(), options());
    lab.load_generated("handwriting", 0).unwrap();
    while lab.grow_dataset(2000) > 0 {}
    lab.train(steps).unwrap();
    lab
}

/// A session that goes on with the lab's run.
fn trainer(lab: &Session<Cpu>) -> Session<Cpu> {
    let mut trainer = Session::new(Cpu::new(), Options::default());
    let images = lab.training_images().unwrap().to_vec();
    let labels = lab.training_labels().unwrap().to_vec();
    trainer
        .load_training(lab.dataset().unwrap(), images, labels)
        .unwrap();
    trainer.restore(&lab.snapshot().unwrap()).unwrap();
    trainer
}

#[test]
fn the_same_steps_follow_wherever_a_run_goes_on() {
    let mut lab = lab(5);
    let mut trainer = trainer(&lab);
    // Beyond the first epoch, whose images come in their order.
    let elsewhere = trainer.train(700).unwrap();
    assert_eq!(elsewhere, lab.train(700).unwrap());
    assert_eq!(trainer.snapshot().unwrap(), lab.snapshot().unwrap());
}

#[test]
fn a_lab_that_follows_shows_the_weights_and_the_step() {
    let mut lab = lab(3);
    let mut trainer = trainer(&lab);
    trainer.train(10).unwrap();
    let weights = trainer.weights().unwrap();
    lab.follow(&trainer.position(&weights)).unwrap();
    assert_eq!(lab.progress(), trainer.progress());
    assert_eq!(lab.grid(4, None).unwrap(), trainer.grid(4, None).unwrap());
    // With the optimiser's averages it can go on from there.
    let variables = trainer.variables().unwrap();
    lab.follow(&trainer.position(&variables)).unwrap();
    assert_eq!(lab.train(5).unwrap(), trainer.train(5).unwrap());
}

#[test]
fn weights_of_another_model_are_not_followed() {
    let mut lab = lab(1);
    let mut other = trainer(&lab);
    let wider = other.options().with_text(&[("hidden", "17")]).unwrap();
    other.configure(&wider.values()).unwrap();
    let before = lab.grid(3, None).unwrap();
    let weights = other.weights().unwrap();
    for position in [other.position(&weights), Vec::new()] {
        let refused = lab.follow(&position).unwrap_err();
        assert_eq!(refused.code(), "weights-metadata");
    }
    assert_eq!(lab.grid(3, None).unwrap(), before);
}

#[test]
fn a_part_of_the_images_is_refused() {
    let lab = lab(0);
    let mut trainer = Session::new(Cpu::new(), Options::default());
    let images = lab.training_images().unwrap()[784..].to_vec();
    let labels = lab.training_labels().unwrap().to_vec();
    let refused = trainer.load_training(lab.dataset().unwrap(), images, labels);
    assert_eq!(refused.unwrap_err().code(), "pixels");
    let images = lab.training_images().unwrap().to_vec();
    let refused = trainer.load_training(lab.dataset().unwrap(), images, vec![0; 3]);
    assert_eq!(refused.unwrap_err().code(), "pixels");
}

#[test]
fn a_position_that_is_no_number_does_not_end_the_run() {
    let mut lab = lab(2);
    let variables = lab.variables().unwrap();
    let mut position = lab.position(&variables);
    let end = position.len();
    position[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let refused = lab.follow(&position).unwrap_err();
    assert_eq!(refused.code(), "weights-not-finite");
    assert!(lab.step().unwrap().terms.loss().unwrap().is_finite());
}
