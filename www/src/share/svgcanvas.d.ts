// The library has no types of its own.
declare module "svgcanvas" {
  export class Context {
    constructor(width: number, height: number);
    globalAlpha: number;
    drawImage(...image: unknown[]): void;
    getSvg(): SVGSVGElement;
    getSerializedSvg(): string;
  }
}
