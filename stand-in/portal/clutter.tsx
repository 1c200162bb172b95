// What may stand around a sign-in form, to be told from it.

export function SearchForm() {
  return (
    <form aria-label="Search" onSubmit={(event) => event.preventDefault()}>
      <input type="hidden" name="username" value="not-this-one" />
      <input type="text" placeholder="Search the documentation" />
      <input type="password" style={{ display: 'none' }} />
      <button type="submit">Search</button>
    </form>
  );
}

export function NewsletterForm() {
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <input type="email" placeholder="Your e-mail for our newsletter" />
      <button type="submit">Sign up</button>
    </form>
  );
}

/** Lies over the whole page, as a help sidebar does over a part of it. */
export function Overlay() {
  return (
    <aside aria-label="Help" style={{ position: 'fixed', inset: 0, opacity: 0.5, background: 'silver' }}>
      Welcome to Octopus
    </aside>
  );
}
