// What a link of the page leads to: something folded is unfolded, the card of a network is shown over the page. A link
// from elsewhere (page.html#network-17) does the same. Without this script both unfold in their place.
(function () {
  'use strict';

  const words = document.body.dataset;
  const cards = new Map();  // by id: taken off the elements, so that the browser doesn't scroll to what is shown above it

  // The id that the address names; of a page of one result without the result's own prefix.
  function asked() {
    let id = '';
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch (malformed) {
      return '';
    }
    const known = function (name) { return cards.has(name) || document.getElementById(name) !== null; };
    return known(id) || !known('result-1-' + id) ? id : 'result-1-' + id;
  }

  function unfold(element) {
    for (let up = element; up; up = up.parentElement) {
      if (up.tagName === 'DETAILS') up.open = true;
    }
    element.scrollIntoView({ block: 'center' });
    if (element.matches('[tabindex], summary')) element.focus({ preventScroll: true });
  }

  class CardDialog {
    constructor() {
      this.element = document.createElement('dialog');
      this.element.className = 'card-dialog';
      this.previous = this.button(words.previous, () => this.go(-1));
      this.next = this.button(words.next, () => this.go(1));
      const close = this.button(words.close, () => this.element.close());
      const bar = document.createElement('div');
      bar.className = 'bar';
      bar.append(this.previous, this.next, close);
      this.body = document.createElement('div');
      this.body.className = 'body';
      this.body.tabIndex = 0;  // scrolled by keys
      this.body.setAttribute('role', 'region');
      this.element.append(bar, this.body);
      this.element.addEventListener('close', () => this.closed());
      this.element.addEventListener('click', (event) => {
        if (event.target === this.element) this.element.close();  // beside it
      });
      document.body.append(this.element);
    }

    button(label, pressed) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.addEventListener('click', pressed);
      return button;
    }

    neighbour(step) {
      const fold = this.card.parentElement;
      const other = step < 0 ? fold.previousElementSibling : fold.nextElementSibling;
      return other && other.querySelector('.card');
    }

    go(step) {
      const card = this.neighbour(step);
      if (card) location.replace('#' + card.dataset.id);
    }

    show(card) {
      this.card = card;
      const copy = card.cloneNode(true);
      copy.removeAttribute('tabindex');
      this.body.replaceChildren(copy);
      this.body.scrollTop = 0;
      for (const named of [this.element, this.body]) {
        named.setAttribute('aria-label', card.querySelector('h3').textContent);
      }
      this.previous.disabled = !this.neighbour(-1);
      this.next.disabled = !this.neighbour(1);
      if (this.element.open) return;
      this.element.showModal();
      this.body.focus({ preventScroll: true });
    }

    closed() {
      this.body.replaceChildren();
      if (asked() !== this.card.dataset.id) return;
      history.replaceState(null, '', location.href.split('#')[0]);
    }
  }

  let dialog = null;

  function follow() {
    const id = asked(), card = cards.get(id);
    if (card && window.HTMLDialogElement) {
      dialog = dialog || new CardDialog();
      dialog.show(card);
      return;
    }
    if (dialog && dialog.element.open) dialog.element.close();
    const element = card || (id && document.getElementById(id));
    if (element) unfold(element);
  }

  for (const card of document.querySelectorAll('.card[id]')) {
    card.dataset.id = card.id;
    cards.set(card.id, card);
    if (!window.HTMLDialogElement) continue;
    card.removeAttribute('id');
    card.parentElement.hidden = true;  // the rows lead to it
  }
  addEventListener('hashchange', follow);
  if (location.hash) follow();
})();
