// profiler/view/source.js - the selected function's source, and what is known of each line.
//
// A line-profiled run of the same text tells hits and times of each line. Without one, the profile's
// own calls stand at the lines that name whom they call: exactly where only one line does, as an
// upper limit where several do. Nothing is shared out between lines.

const WARMEST = 0.5; // how opaque the colour of a line is that took all the time

// Blanks out comments and literals, so that what is left are names in their places.
function bareCode(text) {
	const quiet = /\/\*[^]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
	return text.replace(quiet, (part) => part.replace(/[^\n]/g, ' '));
}

// "<built-in printf>" -> "printf".
function calledName(name) {
	return name.replace(/^<built-in (.*)>$/, '$1');
}

// Gives a map of each name that a function's text names to the lines that do (from 0). Its own
// definition's head names nobody.
function namedLines(text, isCell) {
	const code = bareCode(text);
	const lines = new Map();
	let at = isCell ? 0 : Math.max(code.indexOf('{'), 0);
	let line = text.slice(0, at).split('\n').length - 1;
	for (const { 0: word, index } of code.matchAll(/[A-Za-z_]\w*/g)) {
		if (index < at)
			continue;
		line += code.slice(at, index).split('\n').length - 1;
		at = index;
		if (lines.get(word)?.at(-1) !== line)
			lines.set(word, [...lines.get(word) || [], line]);
	}
	return lines;
}

class Source {
	// text: whole lines; numbers: hits and ns of each line, or nothing.
	constructor(fn, text, numbers) {
		Object.assign(this, { fn, text });
		this.lines = text.replace(/\n$/, '').split('\n');
		this.timed = numbers.length ? this.lines.map((_, i) => ({
			calls: numbers[2 * i] || 0, ns: numbers[2 * i + 1] || 0,
		})) : null;
	}

	// Gives { lines, unnamed }: per line null or { calls, ns, isLimit, names }; what is called but
	// named nowhere. sides: of the function (sides.js).
	callsByLine(view, sides) {
		const { name } = view.functions[this.fn];
		const named = namedLines(this.text, name === '<cell>');
		const lines = this.lines.map(() => null);
		const unnamed = [];
		for (const [callee, calls] of sides.callCounts) {
			const ns = callee === this.fn ? 0 : sides.callees.find(([fn]) => fn === callee)?.[1] || 0;
			const title = calledName(view.functions[callee].name);
			const places = named.get(title) || [];
			for (const place of places)
				lines[place] = this.add(lines[place], { title, calls, ns, isLimit: places.length > 1 });
			if (!places.length)
				unnamed.push(title);
		}
		return { lines, unnamed };
	}

	add(line, { title, calls, ns, isLimit }) {
		const sum = line || { calls: 0, ns: 0, isLimit: false, names: [] };
		return {
			calls: sum.calls + calls, ns: sum.ns + ns, isLimit: sum.isLimit || isLimit,
			names: [...sum.names, title + ': ' + callCount(calls) + (ns ? ', ' + timeText(ns) : '') +
				(isLimit ? ', some on other lines that name it' : '')],
		};
	}
}

// Shows one function's source below its callers and callees.
class SourceTable {
	constructor(view) {
		this.view = view;
		this.sources = new Map((view.data.sources || []).map(([fn, text, ...numbers]) =>
			[fn, new Source(fn, text, numbers)]));
	}

	// Gives the elements for a function: none when its source is not known.
	elements(fn, sides) {
		const source = this.sources.get(fn);
		if (!source)
			return [];
		const rows = source.timed ? this.timedRows(source) : this.calledRows(source, sides);
		return [el('div', { class: 'cicle-note cicle-said' }, this.words(source, sides)),
			el('div', { class: 'cicle-source', tabindex: '0', role: 'region', 'aria-label': 'Source' },
				el('table', {}, el('thead', {}, this.head(source)), el('tbody', {}, ...rows)))];
	}

	words(source, sides) {
		if (source.timed) {
			const all = source.timed.reduce((sum, { ns }) => sum + ns, 0);
			return 'each line as %lprun timed it, in a run of its own: ' + timeText(all);
		}
		const { name } = this.view.functions[source.fn];
		const { unnamed } = source.callsByLine(this.view, sides);
		const words = ['entered ' + (sides.calls === 1 ? 'once' : grouped(sides.calls) + ' times'),
			'calls at the lines that name them'];
		if (unnamed.length)
			words.push('on no line by name: ' + unnamed.slice(0, 4).join(', ') +
				(unnamed.length > 4 ? ' and ' + (unnamed.length - 4) + ' more' : ''));
		words.push('own time by line: ' + (name === '<cell>' ? '%%lprun' : '%lprun -f ' + name + ' \u2026'));
		return words.join(' \u00b7 ');
	}

	head(source) {
		const names = source.timed ? ['hits', 'time', 'per hit', '%', '', ''] : ['calls', 'time', '', '%', '', ''];
		return el('tr', {}, ...names.map((name) => el('th', { scope: 'col' }, name)));
	}

	timedRows(source) {
		const all = source.timed.reduce((sum, { ns }) => sum + ns, 0);
		return source.lines.map((text, i) => {
			const { calls, ns } = source.timed[i];
			const cells = calls ? [grouped(calls), timeText(ns), timeText(ns / calls), shareText(ns, all)] : [];
			return this.row(source, i, text, cells, share(ns, all), exactTime(ns));
		});
	}

	calledRows(source, sides) {
		const { lines } = source.callsByLine(this.view, sides);
		return source.lines.map((text, i) => {
			const line = lines[i];
			if (!line)
				return this.row(source, i, text, [], 0, '');
			const most = line.isLimit ? '\u2264\u00a0' : '';
			const time = line.ns ? [most + timeText(line.ns), '', most + shareText(line.ns, sides.total)] : ['', '', ''];
			return this.row(source, i, text, [most + grouped(line.calls), ...time],
				line.isLimit ? 0 : share(line.ns, sides.total), line.names.join('\n'));
		});
	}

	row(source, i, text, cells, percent, title) {
		const four = [...cells, '', '', '', ''].slice(0, 4).map((cell) => el('td', {}, cell));
		const row = el('tr', title && cells.length ? { title } : {}, ...four,
			el('td', { class: 'cicle-line' }, String(this.view.functions[source.fn].line + i)),
			el('td', {}, el('code', {}, text)));
		if (percent > 0)
			row.style.background = 'rgba(233, 84, 32, ' + (WARMEST * Math.min(percent, 100) / 100).toFixed(3) + ')';
		return row;
	}
}
