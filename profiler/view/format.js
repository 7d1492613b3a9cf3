// profiler/view/format.js - numbers as a person reads them, and elements made in one line.

const UNITS = ['ns', '\u00b5s', 'ms', 's'];

// 2692537 -> "2,692,537".
function grouped(number) {
	return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}

// Gives a time as [whole, fraction, unit]: three significant digits, never an exponent.
function timeParts(ns) {
	let value = ns;
	let unit = 0;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	let digits = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
	if (unit === 0 && Number.isInteger(value))
		digits = 0;
	const [whole, fraction] = value.toFixed(digits).split('.');
	return [grouped(whole), fraction ? '.' + fraction : '', UNITS[unit]];
}

function timeText(ns) {
	const [whole, fraction, unit] = timeParts(ns);
	return whole + fraction + ' ' + unit;
}

function signOf(number) {
	return number > 0 ? '+' : number < 0 ? '\u2212' : '';
}

// 1250 -> "+1,250", for what became more or less.
function changeText(number, format) {
	return signOf(number) + format(Math.abs(number));
}

// The exact value, for tooltips.
function exactTime(ns) {
	const [whole, fraction] = (Number.isInteger(ns) ? String(ns) : ns.toFixed(2)).split('.');
	return grouped(whole) + (fraction ? '.' + fraction : '') + ' ns';
}

// 1536 -> "1.50 kB": three significant digits, by thousands.
function bytesText(bytes) {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let value = bytes;
	let unit = 0;
	while (value >= 999.5 && unit < units.length - 1) {
		value /= 1000;
		unit++;
	}
	const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
	return grouped(value.toFixed(digits)) + ' ' + units[unit];
}

function callCount(calls) {
	return grouped(calls) + (calls === 1 ? ' call' : ' calls');
}

function share(part, whole) {
	return whole > 0 ? 100 * part / whole : 0;
}

// A share that is not zero is never shown as zero.
function shareText(part, whole) {
	const percent = share(part, whole);
	if (percent > 0 && percent < 0.05)
		return '< 0.1 %';
	return percent.toFixed(percent >= 99.95 ? 0 : 1) + ' %';
}

function callsText(calls, primitive) {
	return calls === primitive ? grouped(calls) : grouped(calls) + '/' + grouped(primitive);
}

// Makes an element: el('td', {class: 'num', title: '16 ns'}, 'text', child, ...). Text is only
// ever set as text, so that no name can become markup.
function el(tag, attributes, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes || {}))
		element.setAttribute(name, value);
	element.append(...children);
	return element;
}

function button(attributes, text, onClick) {
	const element = el('button', { type: 'button', ...attributes }, text);
	element.addEventListener('click', onClick);
	return element;
}

// A figure whose decimal point lines up with those above and below it; the unit stays beside it.
function figure(whole, fraction, unit) {
	return [whole, el('span', { class: 'cicle-rest' }, fraction + ' ',
		el('span', { class: 'cicle-unit' }, unit))];
}
