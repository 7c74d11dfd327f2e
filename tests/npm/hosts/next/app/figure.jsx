"use client";
import "vae-lab/vae-latent";

export default function Figure() {
  return <vae-latent pins="0,1;-1,0.5" height={400} />;
}
