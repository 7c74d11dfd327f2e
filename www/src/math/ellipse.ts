/** The ellipse of one standard deviation of a Gaussian: its half-axes, and the angle of the longer one, in radians. */
export interface Ellipse {
  major: number;
  minor: number;
  angle: number;
}

/** The ellipse of the covariance (uu, uv; uv, vv): half-axes are the roots of its eigenvalues. */
export function ellipseOf(uu: number, uv: number, vv: number): Ellipse {
  const [mean, half] = [(uu + vv) / 2, Math.hypot((uu - vv) / 2, uv)];
  const angle = 0.5 * Math.atan2(2 * uv, uu - vv);
  return { major: Math.sqrt(mean + half), minor: Math.sqrt(Math.max(mean - half, 0)), angle };
}
