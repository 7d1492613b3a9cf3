// profiler/view/save.js - takes a profile out of the page: text to the clipboard, SVG, PNG, HTML.

const SHEET_PX = { width: 1200, pad: 16, head: 44, density: 2 };

function saveFile(name, content, type) {
	const url = URL.createObjectURL(new Blob([content], { type }));
	el('a', { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// Pages that came by plain http from another machine have no clipboard: there the old way works.
async function copyText(text) {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		const area = el('textarea', { style: 'position: fixed; opacity: 0' });
		area.value = text;
		document.body.append(area);
		area.select();
		document.execCommand('copy');
		area.remove();
	}
}

// A file's name from what was profiled: "fib(30)" -> "fib-30".
function fileName(title, ending) {
	const words = title.replace(/[^A-Za-z0-9_]+/g, '-').replace(/^-+|-+$/g, '');
	return (words.slice(0, 40) || 'profile') + ending;
}

// Lays the picture out for a file, whatever part of it is in sight: [chart, width, height].
function sheetOf(view) {
	const chart = view.makeChart();
	const { width, pad, head } = SHEET_PX;
	chart.spread(width - 2 * pad);
	return [chart, chart.width + 2 * pad, Math.ceil(chart.height) + head + pad];
}

function saveSvg(view) {
	const { pad, head } = SHEET_PX;
	const [chart, width, height] = sheetOf(view);
	const { theme } = view;
	const pen = new SvgPen();
	pen.text(view.summary, pad, head / 2, { font: theme.headFont, fill: theme.text });
	pen.within(`translate(${pad} ${head})`, () => chart.paint(pen));
	saveFile(fileName(view.title, '.svg'), pen.file(width, height, theme.ground, theme.quiet),
		'image/svg+xml');
}

function savePng(view) {
	const { pad, head, density } = SHEET_PX;
	const [chart, width, height] = sheetOf(view);
	const { theme } = view;
	const canvas = el('canvas', { width: width * density, height: height * density });
	const ctx = canvas.getContext('2d');
	const pen = new CanvasPen(ctx, theme.quiet);
	ctx.scale(density, density);
	ctx.fillStyle = theme.ground;
	ctx.fillRect(0, 0, width, height);
	pen.text(view.summary, pad, head / 2, { font: theme.headFont, fill: theme.text });
	ctx.translate(pad, head);
	chart.density = density;
	chart.paint(pen);
	canvas.toBlob((blob) => saveFile(fileName(view.title, '.png'), blob, 'image/png'));
}

// A page that needs nothing else: what the output was before its script ran, the data, the script.
function saveHtml(view) {
	const { id, html, json, code } = view.source;
	const script = (attributes, text) => `<script${attributes}>${text}</` + 'script>\n';
	const page = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n' +
		'<meta name="viewport" content="width=device-width">\n' +
		'<meta name="color-scheme" content="light dark">\n' +
		`<title>${SvgPen.escape(view.title)}</title>\n` +
		'<body style="max-width: 1280px; margin: 24px auto; padding: 0 16px; font-family: sans-serif">\n' +
		`<div class="cicle-profile cicle-${id}">${html}</div>\n` +
		script(` type="application/json" class="cicle-data-${id}"`, json) + script('', code);
	saveFile(fileName(view.title, '.html'), page, 'text/html');
}
