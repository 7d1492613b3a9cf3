// profiler/view/pen.js - what a picture is drawn with: on a canvas, or as an SVG text.
//
// Both pens know box(), arc() and text(). A style is { fill, alpha, stroke, lineWidth }; the fill
// 'hatch' stands for boxes that were too small to draw. Angles are clockwise from three o'clock.

const FULL_CIRCLE = 2 * Math.PI;

// Cuts a full circle into halves: an arc between two equal points would be none.
function arcPath(cx, cy, inner, outer, from, to) {
	const at = (radius, angle) => (cx + radius * Math.cos(angle)).toFixed(2) + ' ' +
		(cy + radius * Math.sin(angle)).toFixed(2);
	const middle = (from + to) / 2;
	const along = (radius, a, b, sweep) =>
		` A${radius.toFixed(2)} ${radius.toFixed(2)} 0 0 ${sweep} ${at(radius, b)}`;
	const there = 'M' + at(outer, from) + along(outer, from, middle, 1) + along(outer, middle, to, 1);
	const back = along(inner, to, middle, 0) + along(inner, middle, from, 0);
	return there + ' L' + at(inner, to) + (inner > 0 ? back : '') + ' Z';
}

class CanvasPen {
	constructor(ctx, quiet) {
		this.ctx = ctx;
		this.hatch = this.makeHatch(quiet);
		ctx.textBaseline = 'middle';
	}

	makeHatch(colour) {
		const tile = el('canvas', { width: '6', height: '6' });
		const ctx = tile.getContext('2d');
		ctx.strokeStyle = colour;
		for (const shift of [-6, 0, 6]) {
			ctx.moveTo(shift - 1, 7);
			ctx.lineTo(shift + 7, -1);
		}
		ctx.stroke();
		return this.ctx.createPattern(tile, 'repeat');
	}

	box(x, y, width, height, radius, style) {
		this.ctx.beginPath();
		this.ctx.roundRect(x, y, width, height, radius);
		this.ink(style);
	}

	arc(cx, cy, inner, outer, from, to, style) {
		this.ctx.beginPath();
		this.ctx.arc(cx, cy, outer, from, to);
		if (inner > 0)
			this.ctx.arc(cx, cy, inner, to, from, true);
		else if (to - from < FULL_CIRCLE)
			this.ctx.lineTo(cx, cy);
		this.ctx.closePath();
		this.ink(style);
	}

	ink({ fill, alpha = 1, stroke, lineWidth }) {
		const { ctx } = this;
		ctx.globalAlpha = alpha;
		if (fill) {
			ctx.fillStyle = fill === 'hatch' ? this.hatch : fill;
			ctx.fill();
		}
		if (stroke) {
			ctx.strokeStyle = stroke;
			ctx.lineWidth = lineWidth;
			ctx.stroke();
		}
		ctx.globalAlpha = 1;
	}

	text(text, x, y, { font, fill, alpha = 1, angle = 0, align = 'start' }) {
		const { ctx } = this;
		ctx.save();
		ctx.font = font;
		ctx.fillStyle = fill;
		ctx.globalAlpha = alpha;
		ctx.textAlign = align;
		ctx.translate(x, y);
		ctx.rotate(angle);
		ctx.fillText(text, 0, 0);
		ctx.restore();
	}

	// What follows, until the next call, is one thing, which words() describes: nothing to a canvas.
	describe() {}
}

class SvgPen {
	constructor() {
		this.parts = [];
		this.isOpen = false;
	}

	// Markup's special signs, and what XML does not allow at all.
	static escape(text) {
		return String(text).replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, '\ufffd')
			.replace(/[&<>"]/g, (sign) => '&#' + sign.charCodeAt(0) + ';');
	}

	put(tag, attributes, text = '') {
		const list = Object.entries(attributes).filter(([, value]) => value !== undefined)
			.map(([name, value]) => ` ${name}="${SvgPen.escape(value)}"`).join('');
		this.parts.push(`<${tag}${list}>${SvgPen.escape(text)}</${tag}>`);
	}

	paint({ fill, alpha, stroke, lineWidth }) {
		return {
			fill: fill === 'hatch' ? 'url(#hatch)' : fill || 'none',
			opacity: alpha === 1 ? undefined : alpha, stroke, 'stroke-width': lineWidth,
		};
	}

	box(x, y, width, height, rx, style) {
		const round = (px) => Math.round(px * 100) / 100;
		this.put('rect', {
			x: round(x), y: round(y), width: round(width), height: round(height),
			rx: rx || undefined, ...this.paint(style),
		});
	}

	arc(cx, cy, inner, outer, from, to, style) {
		this.put('path', { d: arcPath(cx, cy, inner, outer, from, to), ...this.paint(style) });
	}

	text(text, x, y, { font, fill, alpha, angle = 0, align = 'start' }) {
		const turn = angle ? ` rotate(${(angle * 360 / FULL_CIRCLE).toFixed(2)})` : '';
		this.put('text', {
			transform: `translate(${x.toFixed(2)} ${y.toFixed(2)})` + turn, fill,
			style: 'font: ' + font, opacity: alpha, dy: '0.35em',
			'text-anchor': { start: undefined, end: 'end', center: 'middle' }[align],
		}, text);
	}

	describe(words) {
		this.close();
		this.parts.push('<g>');
		this.put('title', {}, words());
		this.isOpen = true;
	}

	close() {
		if (this.isOpen)
			this.parts.push('</g>');
		this.isOpen = false;
	}

	// Moves what draw() draws.
	within(transform, draw) {
		this.parts.push(`<g transform="${transform}">`);
		draw();
		this.close();
		this.parts.push('</g>');
	}

	// Gives the whole file.
	file(width, height, ground, quiet) {
		return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
			`viewBox="0 0 ${width} ${height}" xml:space="preserve"><defs><pattern id="hatch" ` +
			'width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
			`<rect width="1" height="4" fill="${quiet}"/></pattern></defs>` +
			`<rect width="100%" height="100%" fill="${SvgPen.escape(ground)}"/>\n` +
			this.parts.join('\n') + '\n</svg>\n';
	}
}
