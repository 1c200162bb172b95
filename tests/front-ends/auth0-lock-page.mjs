// What a browser runs to draw Lock. Plain JavaScript: the types of what it imports are there only where the front ends
// are installed, and types are checked where they are not.
import { Auth0Lock, Auth0LockPasswordless } from 'auth0-lock';

const { isPasswordless, domain, options } = JSON.parse(document.getElementById('settings').textContent);
const Lock = isPasswordless ? Auth0LockPasswordless : Auth0Lock;

// On its own domain Lock takes TLS for granted, which loopback has not.
if (domain === location.host) {
  const { open } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.open = function (method, url, ...more) {
    return open.call(this, method, url.replace(/^https:/, 'http:'), ...more);
  };
}

new Lock('fake-client', domain, options).show();
