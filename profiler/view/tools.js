// profiler/view/tools.js - the toolbar: style, width, search, and a menu with everything else.

const STYLES = [['icicle', 'Callers above, what they call below'],
	['flame', 'Callers below, what they call above'],
	['sunburst', 'The caller in the middle, what it calls around it'],
	['timeline', 'Each call where it was in time']];
const WIDTHS = [['time', 'Width by time (t)'], ['calls', 'Width by calls, those below included (c)'],
	['bytes', 'Width by bytes allocated (b)']];
const DEPTHS = [['all rows', Infinity], ['3 rows', 3], ['5 rows', 5], ['10 rows', 10], ['15 rows', 15],
	['20 rows', 20]];
const CUTOFFS = [['all boxes', 0], ['0.1 % and more', 0.001], ['1 % and more', 0.01],
	['5 % and more', 0.05]];
const KEYS = [['arrows', 'walk'], ['Enter', 'zoom in, or out'], ['Space', 'select the function'],
	['Esc', 'reset'], ['/', 'search'], ['t  c  b', 'width by time, by calls, by bytes'], ['?', 'this list']];

class Tools {
	constructor(view) {
		this.view = view;
		this.found = el('span', { class: 'cicle-found', 'aria-live': 'polite' });
		this.search = el('input', {
			type: 'search', placeholder: 'search  /', 'aria-label': 'Search functions', spellcheck: 'false',
		});
		const styles = view.data.spans ? STYLES : STYLES.slice(0, 3);
		this.style = this.segments('Style', styles, 'style', (style) => view.setStyle(style));
		const widths = view.data.hasBytes ? WIDTHS : WIDTHS.slice(0, 2);
		this.width = this.segments('Width', widths, 'width', (width) => view.setWidth(width));
		this.opener = button({
			class: 'cicle-opener', 'aria-expanded': 'false', 'aria-label': 'More', title: 'More',
		}, '\u22ef', () => this.toggle(this.panel.hidden));
		this.panel = this.makePanel();
		this.keys = this.makeKeys();
		this.element = el('div', { class: 'cicle-tools' }, this.style, this.width, this.found, this.search,
			el('div', { class: 'cicle-menu' }, this.opener, this.panel));
		this.search.addEventListener('input', () => view.find(this.search.value));
		this.element.addEventListener('focusout', (event) => {
			if (event.relatedTarget && !this.panel.parentNode.contains(event.relatedTarget))
				this.toggle(false);
		});
		view.box.addEventListener('pointerdown', (event) => {
			if (!this.panel.parentNode.contains(event.target))
				this.toggle(false);
		});
	}

	// A row of buttons of which one is pressed: that of the view's state.
	segments(label, options, key, onPick) {
		const buttons = options.map(([name, help]) =>
			button({ title: help, 'data-pick': name }, name, () => onPick(name)));
		const group = el('div', { class: 'cicle-segments', role: 'group', 'aria-label': label }, ...buttons);
		group.refresh = () => buttons.forEach((each) =>
			each.setAttribute('aria-pressed', String(each.dataset.pick === this.view[key])));
		return group;
	}

	makePanel() {
		const { view } = this;
		const act = (name, help, onClick) => button({ class: 'cicle-item', title: help }, name, () => {
			this.toggle(false);
			this.opener.focus(); // the keys go on working
			onClick();
		});
		return el('div', { class: 'cicle-panel', hidden: '' },
			this.choice('Depth', DEPTHS, (depth) => view.setDepth(depth)),
			this.choice('Show', CUTOFFS, (cutoff) => view.setCutoff(cutoff)),
			this.check('Collapse recursion', 'A call of a function that is already running counts as part of its outermost call',
				(isOn) => view.setForm({ isFolded: isOn })),
			this.check('Callers below', 'The tree upside down: each function by its own time, below it its callers',
				(isOn) => view.setForm({ isInverted: isOn })),
			el('hr'),
			act('Copy as text', 'The table as pstats prints it', () => view.copy()),
			act('Save as SVG', 'The picture', () => saveSvg(view)),
			act('Save as PNG', 'The picture', () => savePng(view)),
			act('Save as HTML', 'A page of its own that needs nothing else', () => saveHtml(view)),
			el('hr'),
			act('Keys  ?', 'What the keyboard does', () => this.toggleKeys()));
	}

	choice(label, options, onPick) {
		const select = el('select', {}, ...options.map(([name], i) => el('option', { value: i }, name)));
		select.addEventListener('change', () => onPick(options[select.value][1]));
		return el('label', { class: 'cicle-item' }, label, select);
	}

	check(label, help, onPick) {
		const input = el('input', { type: 'checkbox' });
		input.addEventListener('change', () => onPick(input.checked));
		return el('label', { class: 'cicle-item', title: help }, label, input);
	}

	makeKeys() {
		const keys = KEYS.map(([key, what]) => el('span', {}, el('kbd', {}, key), ' ', what));
		return el('div', { class: 'cicle-keys', hidden: '', role: 'note', 'aria-label': 'Keys' },
			el('div', {}, ...keys),
			el('p', { class: 'cicle-hint' }, 'A click zooms, a double click searches, Shift and a click select.'));
	}

	toggle(isOpen) {
		this.panel.hidden = !isOpen;
		this.opener.setAttribute('aria-expanded', String(isOpen));
	}

	toggleKeys() {
		this.keys.hidden = !this.keys.hidden;
	}

	// Closes what is open; tells whether anything was.
	close() {
		const wasOpen = !this.panel.hidden || !this.keys.hidden;
		this.toggle(false);
		this.keys.hidden = true;
		return wasOpen;
	}

	refresh() {
		this.style.refresh();
		this.width.refresh();
	}
}
