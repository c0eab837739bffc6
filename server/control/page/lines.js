// A list of many lines of equal height, of which only those in sight exist.

/** A LineList shows items as lines in a scrolling element. */
export class LineList {
  #box;
  #rows;
  #draw;
  #items = [];
  #selected;
  #height;
  #pending = false;
  #onSelect;
  follow = false;

  /**
   * @param {HTMLElement} box scrolls; it has role listbox and may have focus.
   * @param {(line: HTMLElement, item: object) => void} draw fills a line.
   * @param {(item: object) => void} onSelect is called when somebody chooses one.
   */
  constructor(box, draw, onSelect) {
    this.#box = box;
    this.#draw = draw;
    this.#onSelect = onSelect;
    this.#rows = box.appendChild(document.createElement('div'));
    this.#rows.className = 'rows';
    this.#rows.setAttribute('role', 'presentation');
    box.addEventListener('scroll', () => this.refresh(), {passive: true});
    box.addEventListener('keydown', event => this.#key(event));
    this.#rows.addEventListener('click', event => {
      const line = event.target.closest('.line');
      if (line) this.select(line.item);
    });
    new ResizeObserver(() => this.refresh()).observe(box);
  }

  /** show replaces the items; equal ones keep their selection. */
  show(items) {
    this.#items = items;
    this.refresh();
  }

  /** refresh draws what is in sight at the next frame. */
  refresh() {
    if (this.#pending) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#paint();
    });
  }

  /** select chooses an item, brings it into sight, and tells. */
  select(item) {
    this.#selected = item;
    this.#reveal(this.#items.indexOf(item));
    this.refresh();
    this.#onSelect(item);
  }

  /** unselect chooses nothing. */
  unselect() {
    this.#selected = undefined;
    this.refresh();
  }

  #paint() {
    const height = this.#lineHeight(), count = this.#items.length;
    this.#rows.style.height = `${count * height}px`;
    if (this.follow) this.#box.scrollTop = count * height;
    const first = Math.max(0, Math.floor(this.#box.scrollTop / height) - 5);
    const last = Math.min(count, first + Math.ceil(this.#box.clientHeight / height) + 10);
    const lines = [...this.#rows.children];
    for (let i = first; i < last; i++) {
      const line = lines[i - first] ?? this.#rows.appendChild(this.#newLine());
      this.#place(line, i, height);
    }
    for (const line of lines.slice(Math.max(0, last - first))) line.remove();
  }

  #newLine() {
    const line = document.createElement('div');
    line.setAttribute('role', 'option');
    return line;
  }

  #place(line, i, height) {
    const item = this.#items[i];
    line.style.top = `${i * height}px`;
    line.setAttribute('aria-posinset', i + 1);
    line.setAttribute('aria-setsize', this.#items.length);
    line.setAttribute('aria-selected', item === this.#selected);
    line.id = `${this.#box.id}-${i}`;
    if (item === this.#selected) this.#box.setAttribute('aria-activedescendant', line.id);
    line.item = item;
    line.className = 'line';
    line.replaceChildren();
    this.#draw(line, item);
  }

  // #lineHeight is that of the style sheet, which depends on the font.
  #lineHeight() {
    if (!this.#height) {
      const line = this.#rows.appendChild(this.#newLine());
      line.className = 'line';
      this.#height = line.getBoundingClientRect().height || 28;
      line.remove();
    }
    return this.#height;
  }

  #reveal(i) {
    if (i < 0) return;
    const height = this.#lineHeight(), box = this.#box;
    if (i * height < box.scrollTop) box.scrollTop = i * height;
    const low = (i + 1) * height - box.clientHeight;
    if (low > box.scrollTop) box.scrollTop = low;
  }

  #key(event) {
    const page = Math.max(1, Math.floor(this.#box.clientHeight / this.#lineHeight()) - 1);
    const last = this.#items.length - 1, at = this.#items.indexOf(this.#selected);
    const next = {
      ArrowDown: at + 1, ArrowUp: at < 0 ? last : at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last,
    }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    this.select(this.#items[Math.min(last, Math.max(0, next))]);
  }
}
