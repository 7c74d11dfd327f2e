// The library has no types of its own.
declare module "svgcanvas" {
  export class Context {
    constructor(width: number, height: number);
    globalAlpha: number;
    moveTo(...place: number[]): void;
    lineTo(...place: number[]): void;
    arc(...circle: number[]): void;
    ellipse(...ellipse: number[]): void;
    drawImage(...image: unknown[]): void;
    getSvg(): SVGSVGElement;
    getSerializedSvg(): string;
  }
}
