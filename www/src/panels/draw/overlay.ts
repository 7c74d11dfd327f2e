import { css, nothing, svg } from "lit";
import { property } from "lit/decorators.js";
import { classColour } from "../../draw/palette.ts";
import { MARGIN, type Projection } from "../../draw/view.ts";
import { ellipseOf } from "../../math/ellipse.ts";
import { LabPart } from "../../ui/element.ts";
import { Sketching } from "./sketching.ts";

/** Half the height of an ellipse where the plane is a line, in CSS pixels. */
const LINE = 14;
/** CSS pixels from a point to its symbol. */
const SYMBOL = 15;

/** Whether all of these can be drawn: a model that has burst gives infinite values, or none. */
const known = (...values: number[]) => values.every(Number.isFinite);

/** The sketch on the plane, `<vae-drawn>`: q(z|x) to scale, z on its way from μ, and the drawings trained on. */
export class Drawn extends LabPart {
  static override styles = css`
    :host,
    svg {
      position: absolute;
      inset: 0;
      pointer-events: none;
    }
    svg {
      width: 100%;
      height: 100%;
    }
    ellipse {
      fill: color-mix(in srgb, var(--sigma) 14%, transparent);
      stroke: var(--sigma);
      stroke-width: 1.5;
    }
    ellipse.two {
      fill: none;
      stroke-dasharray: 4 3;
      stroke-width: 1.2;
    }
    line {
      stroke: var(--epsilon);
      stroke-width: 2;
    }
    .mu {
      fill: var(--mu);
    }
    .z {
      fill: var(--z);
    }
    circle:not(.own) {
      stroke: var(--panel);
      stroke-width: 1.5;
    }
    .own {
      fill: var(--panel);
      stroke-width: 2;
    }
    [data-pointed="mu"] circle.mu,
    [data-pointed="z"] circle.z {
      stroke: currentColor;
      stroke-width: 4;
    }
    [data-pointed="sigma"] ellipse,
    [data-pointed="epsilon"] line {
      stroke-width: 4;
    }
    text {
      font:
        700 var(--text-small) system-ui,
        sans-serif;
      text-anchor: middle;
      dominant-baseline: central;
      fill: var(--ink);
    }
    .symbol {
      font-style: italic;
      font-size: var(--text-page);
      paint-order: stroke;
      stroke: var(--panel);
      stroke-width: 3;
    }
  `;

  @property({ attribute: false }) projection!: Projection;

  get #sketching(): Sketching {
    return Sketching.of(this.store);
  }

  protected override render() {
    const { left, right, top, bottom } = MARGIN;
    const clip = `clip-path: inset(${top}px ${right}px ${bottom}px ${left}px)`;
    const pointed = this.store.page.pointed.value ?? nothing;
    return svg`<svg aria-hidden="true" data-testid="drawn" data-pointed=${pointed} .style=${clip}>${this.#own()} ${this.#sketch()}</svg>`;
  }

  /** A latent point on the screen. */
  #place(z: ArrayLike<number>, row = 0): readonly [number, number] {
    const [u, v] = this.store.plane.section.value.project(z, row);
    return [this.projection.x(u), this.projection.y(v)];
  }

  #own() {
    const mu = this.#sketching.own.value?.mu;
    const drawings = this.store.session.drawings.value;
    if (mu?.length !== drawings.length * this.store.model.latent.value) return nothing;
    return drawings.map(({ label }, row) => {
      const [x, y] = this.#place(mu, row);
      if (!known(x, y)) return nothing;
      const colour = classColour(label ?? 0);
      return svg`<circle class="own" cx=${x} cy=${y} r="9" stroke=${colour} />
        <text x=${x} y=${y}>${label}</text>`;
    });
  }

  #sketch() {
    const { code, z } = this.#sketching;
    const { mu, logvar, factor } = code.value ?? {};
    if (!mu || !z.value) return nothing;
    const [x, y] = this.#place(mu);
    const [zx, zy] = this.#place(z.value);
    if (!known(x, y, zx, zy)) return nothing;
    if (!logvar)
      return svg`<circle class="z" cx=${zx} cy=${zy} r="5" /><text class="symbol z" x=${zx + SYMBOL} y=${zy}>z</text>`;
    const [uu = 1, uv = 0, vv = 1] = this.store.plane.section.value.spreads(logvar, factor);
    const { major, minor, angle } = ellipseOf(uu, uv, vv);
    const { scale } = this.projection;
    const [rx, ry] = [major * scale, mu.length > 1 ? minor * scale : LINE];
    if (!known(rx, ry, angle)) return nothing;
    // The screen's y goes down.
    const turn = `rotate(${(-angle * 180) / Math.PI} ${x} ${y})`;
    // Each symbol stands on the side that the other is not on.
    const apart = Math.hypot(zx - x, zy - y) || 1;
    const [dx, dy] = [((zx - x) / apart) * SYMBOL, ((zy - y) / apart) * SYMBOL];
    return svg`
      <ellipse class="two" cx=${x} cy=${y} rx=${2 * rx} ry=${mu.length > 1 ? 2 * ry : ry} transform=${turn} />
      <ellipse cx=${x} cy=${y} rx=${rx} ry=${ry} transform=${turn} />
      <line x1=${x} y1=${y} x2=${zx} y2=${zy} />
      <circle class="mu" cx=${x} cy=${y} r="4" />
      <circle class="z" cx=${zx} cy=${zy} r="5" />
      <text class="symbol mu" x=${x - dx} y=${y - dy}>μ</text>
      <text class="symbol z" x=${zx + dx} y=${zy + dy}>z</text>
    `;
  }
}
