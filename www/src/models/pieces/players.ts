/** What views of two players share. */

/** A discriminator's loss where it cannot tell: it gives everything the probability ½. */
export const UNDECIDED = 2 * Math.LN2;
