import "vae-lab";
