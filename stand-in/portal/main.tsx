import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { callApi, type PortalUser } from './call-api.ts';
import { Dashboard } from './dashboard.tsx';
import { KeyPage } from './key-page.tsx';
import { settings } from './settings.ts';
import { SignInPage } from './sign-in-page.tsx';

const PROFILE = '#/users/me';
const SIGN_IN = '#/users/sign-in';

function Portal() {
  const [hash, setHash] = useState(window.location.hash);
  const [user, setUser] = useState<PortalUser | null | undefined>(undefined);

  useEffect(() => {
    const follow = () => setHash(window.location.hash);
    window.addEventListener('hashchange', follow);
    callApi('GET', '/api')
      .then(() => callApi<PortalUser>('GET', '/api/users/me'))
      .then(setUser, () => setUser(null));
    return () => window.removeEventListener('hashchange', follow);
  }, []);

  if (user === undefined) return null;
  if (user === null) {
    if (hash !== SIGN_IN) window.location.hash = SIGN_IN;
    return <SignInPage onSignedIn={setUser} />;
  }
  if (hash === settings.keyPage) return <KeyPage user={user} />;
  if (hash === PROFILE) return <ProfilePage />;
  return <Dashboard user={user} />;
}

function ProfilePage() {
  return (
    <main>
      <h1>Profile</h1>
      <nav aria-label="Profile">
        <a href={settings.keyPage}>My API Keys</a>
      </nav>
    </main>
  );
}

const root = document.getElementById('app-root');
if (root) createRoot(root).render(<Portal />);
