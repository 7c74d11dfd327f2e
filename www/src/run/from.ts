/** Where samples of z come from: the prior, the approximate posterior, the true one. */
export const FROM = ["prior", "q", "posterior"] as const;
