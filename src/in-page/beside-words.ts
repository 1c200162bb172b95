// What pages say beside a form that nothing is done by, in the languages of page-words.ts and some others.

/** What is said of something else than the form. */
export const beside = {
  /** A button that answers a question about cookies. */
  acceptsCookies:
    /cookie|^(?:(?:ok, )?i (?:accept|agree|understand)|accept|agree|allow|got it|reject|decline|(?:alle |nur notwendige )?(?:akzeptieren|ablehnen|annehmen|zulassen)|einverstanden|(?:tout |je )?(?:accepte[rz]?|refuse[rz]?)|aceptar|rechazar|accetta|rifiuta|aceitar|rejeitar|recusar|accepteren|weigeren|akceptuj\S*|odrzuć|godkänn|avvisa|acceptera|neka|accepter|afvis|godta|同意|許可|拒否)/i,
  /** What is done with cookies, as a question about them has it. */
  ofCookies:
    /(?<!\p{L})\p{L}{0,20}(?:accept|agree|allow|consent|permi[ts]|akzept|zustimm|einwillig|einverstanden|erlaub|speicher|autoris|enregistr|acept|consinti|consent|autoriz|guarda|almacen|accett|memorizz|aceit|armazen|akkoord|toestemm|toestaan|opslaan|opgeslagen|plaats|akceptu|zgad|zgod|zapis|godkänn|samtyck|samtykk|tillåt|tillad|spara|lagr|configur|instell)\p{L}*|\bsav(?:e|es|ing)\b|\bset\b|同意|承諾|許可|保存|設定/giu,
  /** What somebody lacks who is asked whether to take a link. */
  lacks:
    /(?<!\p{L})(?:no|not|yet|can.t|cannot|n.t|nicht|kein|keine|keinen|noch|pas|encore|non|ancora|sin|aún|todavía|não|ainda|sem|geen|niet|nog|nie|jeszcze|inte|ingen|ikke|ej)(?!\p{L})|ない|まだ|お持ち/iu,
  /** Only some may use a system, or come to it. */
  reserves:
    /(?<!\p{L})(?:(?:only|solely|restricted|reserved|limited|nur|ausschließlich|vorbehalten|réservée?s?|restreinte?s?|uniquement|reservad[oa]s?|restringid[oa]s?|únicamente|exclusiv\p{L}*|solo|riservat[oaie]|restrit[oa]s?|apenas|somente|uitsluitend|alleen|voorbehouden|beperkt|wyłącznie|tylko|endast|enbart|kun|pouze|jen)(?!\p{L})).{0,80}(?:authori[sz]ed|\bstaff\b|employees|members|berechtigt|befugt|mitarbeit|personnes|personnel|salarié|employé|habilité|personal|emplead|personale|dipendent|autorizzat|pessoa|funcionári|colaborador|bevoegd|geautoriseerd|medewerkers|uprawni|upoważni|pracowni|behörig|personal|medarbet|autoriser|oprávněn|zaměstnan)/iu,
  /** Who has another phone by now is told where help is. */
  hasNewPhone: /\b(?:have|got|get|bought) (?:an? |your )?new (?:phone|device)\b/gi,
  /** A secret is not to be told to anybody. */
  neverShares:
    /\b(?:never|do not|don.t) (?:ever )?(?:share|give|tell|send|disclose)\b|^(?:bitte )?teil(?:en sie|e|t)\b(?=.{0,40}\b(?:niemand\p{L}*|nicht|niemals|nie)\b)|\bne partage[zr]?\b(?= (?:jamais|pas)\b)|\b(?:no|nunca) compart\p{L}*|\bnon condivid\p{L}*|(?:não|nunca) (?:com)?partilh\p{L}*|^deel\b(?=.{0,40}\b(?:niemand|nooit|niet)\b)|共有しない|\bnie udostępni\p{L}*|\bdela?\b(?= (?:aldrig|aldri|inte|ikke)\b)|\bnesdíl\p{L}*/giu,
  /** Something of somebody's is spoken of. */
  possessive:
    /(?<!\p{L})(?:my|your|ihre?[nmrs]?|deine?[nmrs]?|votre|vos|tus?|sus?|tu[oa]|tuoi|seus?|suas?|uw|jouw|je|twoj\p{L}*|din|ditt|dina|dine|váš\p{L}*|vaš\p{L}*)(?!\p{L})/iu,
  /** What is said of coming to such a system, and of those who may. */
  ofAccess:
    /(?<!\p{L})(?:access to|(?:un)?authori[sz]\p{L}*|zugriff auf|zugang zu\p{L}*|erlaubt|gestattet|(?:l.)?accès (?:à|au)|autoris\p{L}*|(?:el )?acceso al?|autorizad\p{L}*|permit\p{L}*|(?:l.)?accesso a\p{L}*|autorizzat\p{L}*|consentit\p{L}*|(?:o )?acesso a\p{L}*|toegang tot|toegestaan|dostęp\p{L}*|åtkomst|adgang til|tilgang til|přístup k?)(?!\p{L})/giu,
  /** Whoever signs in agrees to something, in languages that a button is taken at its word in. */
  agreesBySignIn:
    /^(?:logując się|zalogowanie|genom att logga in|ved at logge (?:ind|på)|ved å logge (?:inn|på)|přihlášením|prihlásením|kirjautumalla|a bejelentkezéssel|bejelentkezéssel|prin (?:autentificare|conectare)|входя|выполняя вход|увійшовши|giriş yaparak|登录即|登入即|로그인하면).{0,60}(?=akceptu|zgadza|wyraża|godkänn|acceptera|samtyck|accepterer|godta|souhlas|súhlas|přijím|hyväksy|elfogad|accept|sunt|соглаша|принима|погодж|прийма|kabul|同意|동의)/iu,
  /** What is agreed to so, and that it is. */
  ofTerms:
    /(?:akceptuj|zgadza|wyraża|zgod|regulamin|warunk|polityk|godkänn|acceptera|samtyck|samtykk|godta|villkor|vilkår|betingels|användar|souhlas|súhlas|přijím|prijím|podmín|podmien|hyväksy|ehdot|ehto|käyttöeh|elfogad|feltétel|accept|termen|condiți|соглаша|принима|услови|погодж|прийма|умов|kabul|koşul|şart|同意|条款|條款|동의|약관)\p{L}*/giu,
} as const;
