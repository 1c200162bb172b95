// What a browser runs to draw one of Keycloak's pages. Plain JavaScript: the types of what it imports are there only
// where the front ends are installed, and types are checked where they are not.
import { i18nBuilder } from 'keycloakify/login';
import DefaultPage from 'keycloakify/login/DefaultPage';
import { createGetKcContextMock } from 'keycloakify/login/KcContext';
import Template from 'keycloakify/login/Template';
import UserProfileFormFields from 'keycloakify/login/UserProfileFormFields';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const { pageId, context, errors, message } = JSON.parse(document.getElementById('settings').textContent);
const { getKcContextMock } = createGetKcContextMock({
  kcContextExtension: {},
  kcContextExtensionPerPage: {},
});
const kcContext = getKcContextMock({ pageId, overrides: context });
const { useI18n } = i18nBuilder.build();

function Page() {
  const { i18n } = useI18n({ kcContext });
  if (i18n.isFetchingTranslations) return null;
  const get = (field) => (errors[field] ? i18n.advancedMsgStr(errors[field]) : '');
  Object.assign(kcContext.messagesPerField, {
    get,
    existsError: (...fields) => fields.some((each) => get(each)),
  });
  if (message) kcContext.message = { type: message.type, summary: i18n.advancedMsgStr(message.key) };
  return createElement(DefaultPage, {
    kcContext,
    i18n,
    Template,
    UserProfileFormFields,
    doUseDefaultCss: true,
    doMakeUserConfirmPassword: true,
  });
}

createRoot(document.getElementById('root')).render(createElement(Page));
