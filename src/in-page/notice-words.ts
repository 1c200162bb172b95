/** All that a notice may say in a language: what it may be about, and what else is said of that. A word ends in `~` where it is inflected. */
interface NoticeWords {
  /** What is told that nothing follows from; a secret that is to run out, and none that has. */
  readonly about: string;
  /** None of them says that something becomes of somebody's account, data or money, or that something has to be done. */
  readonly words: string;
}

const notices: Readonly<Record<string, NoticeWords>> = {
  en: {
    about:
      "maintenance unavailable sign-in sign-ins last previous expire expires expiring expiration expiry (?:your_)?browser_is_(?:out_of_date|outdated|unsupported) redirecting redirected phishing fraudulent scam signed_in signing_you_in about_to_sign welcome new_look updated_our_look verify_that_it's_you verify_it's_you already_signed_in interruption interruptions outage downtime authorised authorized monitored logged recorded degraded slowness delays unsupported_browser sign-in_experience redesigned",
    words:
      "a an the this that these it its is are was were be been being and or but of for from at on in to by with between until till before after during while since within than no not any some all if you your we our us they please as will may might can could should would there here when then now soon shortly already again still only just about time times day days hour hours minute minutes week weekend morning evening night today tomorrow yesterday scheduled planned system systems service services server servers portal site page website single sign-on sso sign signed signing log logged login logging into signs work works working intended recommend latest version versions browser browsers edge chrome firefox safari date sorry apologise apologize apologies inconvenience thank thanks patience understanding help desk helpdesk servicedesk service-desk security team department administrator password passcode username like information notice warning warnings reminder authentication succeeded successfully unsuccessful failed attempt attempts ip address recognise recognize users user persons people employees staff only private comp[u]ter activity activities usage beware never over we've you're you'll they're we're same factors happens few seconds second it's unchanged stay safe online please_call call_the ring_the contact_(?:the|your|us|our) never_asks?_you_for we've_updated_our_look verify_(?:that_)?it's_you you_are_signing_in_with_the_account which_is_managed_by if_nothing_happens press_(?:the_button|continue) looks_the_same you_are_being_taken_to some_features currently successful help_desk not_you continue upcoming pacific eastern central british welcome_back hello hi standard summer window no_expectation_of_privacy downtimes limited intermittent degraded unexpected early late undergo undergoing perform performing maintaining sunday's later_than overnight be_down is_down are_down et pt est pst delay reason reasons experience experiencing issue issues problem problems investigating resolving aware midnight noon next_(?:week|weekend|saturday|sunday|monday) expect identity_portal announcement (?:service|system|portal|site)_(?:will_be|is_being)_(?:upgraded|updated|restarted) browser_is_not_supported may_look_different we_have_redesigned_this_page have_redesigned stay_the_same a_new",
  },
  de: {
    about:
      'wartung~ wartungsarbeiten gewartet letzte~ zuletzt läuft abläuft ablaufen browser_ist_veraltet weitergeleitet phishing~ betrügerisch~ angemeldet willkommen störung~ ausfall~ unterbrechung~ unterbrochen befugt~ berechtigt~ protokolliert nicht_zur_verfügung does_not_support_javascript device devices support_team it_support your_it you_must_press_the_continue_button press_the_continue_button once_to_proceed to_continue in_order_to_continue postponed carried interrupted briefly short affected slow slower offline country location windows number_of of_the scheduled_for takes_place take_place due_to unterstützt_kein_javascript störungen verzögerung~ ~störung wartungsfenster',
    words:
      'der die das den dem des ein eine einen einem einer eines dieser diese dieses diesem diesen und oder aber von vom bis am im in an zu zur zum auf aus bei beim für mit seit um ab unter über während zwischen innerhalb ist sind war waren wird werden wurde wurden sein kann können könnte möglich keine kein nicht nur noch wieder es sie ihr ihre ihren ihrem ihrer wir unser unsere unseren sich uns wenn falls da dann jetzt heute morgen gestern bald kurz uhr tag tage tagen stunde stunden minuten woche wochenende nacht zeit zeitraum bitte danke dank vielen verständnis geduld entschuldigen bedauern unannehmlichkeiten hinweis information erinnerung warnung achtung anmeldung anmelden anmeldedienst dienst dienste system systeme server servern portal seite webseite eingeschränkt verfügbar verfügung stehen steht vorübergehend geplant~ durchgeführt statt finden findet arbeiten kennwort passwort fehlversuch~ fehlgeschlagen~ versuch~ seither seitdem erfolgreich~ nutzer benutzer benutzername wenden service servicedesk helpdesk support it it-abteilung it-support adresse ip browser version neueste~ vorsicht vorsichtig rufen_sie_(?:den|die|das|uns) aktuell~ nach sie_(?:nie|niemals)_nach gerät geräts browser kurzzeitig langsam langsamer erreichbar nicht_erreichbar stattfinden rechnen sie_waren_das_nicht das_waren_nicht_sie waren_sie_das_nicht erkennen_sie_das_nicht helfen unterbrechungen servicezeiten durchwahl ort klicken_sie_auf drücken_sie_auf nur_für nutzung mitarbeitende mitarbeiter beschäftigte personen neues_aussehen neues_gesicht heißen herzlich ~dienst~ ~system~ ~hinweis~ ~arbeiten ~portal~ hallo guten gestattet zugriffe dieses ausschließlich zentral~ genutzt gesamte gesamten möglicherweise rechenzentrum~ universität~ hochschule~ derzeit zurzeit momentan aktuell kommt kommen es behebung gründen grund login logins letzter tagen restzeit bleiben verbleiben gleich empfehlen ihres technisch~ mitternacht morgens abends nachts nächst~ samstagnacht wochentag~ bitten um zurück funktioniert funktionieren gestört rechnen_sie_mit behoben beheben',
  },
  fr: {
    about:
      'maintenance dernière précédente expire expirera navigateur_est_obsolète redirigé redirigée redirection hameçonnage phishing frauduleux connecté connectée bienvenue interruption interruptions indisponible indisponibles vigilant vigilants vigilance ne_prend_pas_en_charge_javascript nouvelle_apparence ralentissements incident incidents',
    words:
      'le la les un une des du de d l à au aux et ou mais en dans sur pour par avec sans ce cet cette ces est sont sera seront était a ont ne n pas plus que qu qui se s si vous votre vos nous notre nos il elle y jamais déjà encore bientôt actuellement temporairement aujourd hui demain hier entre jusqu depuis pendant après avant jour jours heure heures h min minutes semaine week-end nuit avis information informations rappel attention avertissement prévue prévues planifiée programmée opération service services système serveur serveurs portail site page authentification connexion identifiant mot passe mots réussie tentative tentatives échouée échouées adresse ip excuser excuses désagrément gêne occasionnée merci compréhension patience contactez appelez assistance support informatique équipe sécurité navigateur version récente fonctionnalités campagne messages vise agents ministère restez soyez ne_communiquez_jamais courriels appareil ouverture lent ralentissements perturbations possible possibles reconnaissez réservé réservée personnes autorisées autorisé usage système informatique équipes effectuée aura lieu bonjour perturbé perturbés week-end nos samedi_soir aucun aucune site_web raison raisons technique techniques rencontrons rencontre actuelle cause prochain prochaine matin soir midi minuit résolution cours lors aux dues dû reste jours_restants cause veuillez_nous_excuser fonctionne fonctionner perturbée',
  },
  es: {
    about:
      'mantenimiento último última anterior caduca caducará expira expirará navegador_está_obsoleto redirigido fraudulentos fraudulento phishing bienvenido bienvenida interrupción interrupciones no_disponible nuevo_aspecto no_admite_javascript incidencia incidencias',
    words:
      'el la los las un una de del a al y o u pero en por para con sin este esta estos estas es son será serán estará estarán fue ha han no se si que su sus usted tu tus nuestro nuestra nos lo ya pronto hoy mañana ayer ahora entre hasta desde durante después antes dentro día días hora horas h minutos semana fin noche aviso información recordatorio atención advertencia programado prevista previsto programada servicio servicios sistema servidor servidores portal sitio página acceso inicio sesión autenticación usuario contraseña correcto intentos intento fallidos fallido dirección ip disculpe disculpas molestias gracias comprensión paciencia contacte llame soporte ayuda equipo seguridad informática navegador versión reciente funciones nunca nuevo nueva aspecto imagen estrenamos disponible habrá no_cambian tiene dispositivo reconoce reservado uso exclusivo personal autorizado lento lentitud realizará realizarán trabajos cortes hola podrá podrían produzcan disponible portal_web ningún motivo motivos causa técnica técnicos técnicas próximo próxima madrugada mañana tarde debido quedan queda resolverlo actualmente estamos lento problemas rogamos disculpen funciona funcionará',
  },
  it: {
    about:
      'manutenzione ultimo ultima precedente scade scadrà browser_è_obsoleto reindirizzato fraudolente phishing benvenuto benvenuta interruzione interruzioni non_disponibile non_supporta_javascript nuovo_aspetto disservizio disservizi guasto',
    words:
      'il lo la i gli le l un una uno di del della dei delle dal dalla da a al alla alle e o ma in nel nella su per con senza tra fra questo questa è sono sarà saranno era ha non si se che tuo tua suo sua nostro nostra ci già ancora presto oggi domani ieri ora entro fino durante dopo prima giorno giorni ore minuti settimana notte avviso informazione comunicazione promemoria attenzione programmata pianificata prevista servizio servizi sistema server portale sito pagina accesso autenticazione utente password riuscito tentativi tentativo falliti fallito indirizzo ip scusiamo disagio grazie comprensione pazienza contatta contattare assistenza supporto sicurezza informatica browser versione recente funzioni mai disponibile temporaneamente dispositivo riconosci riconosce riservato uso esclusivo personale autorizzato lento lavori effettuata verrà verranno eseguiti effettuati breve brevi ciao potrà potrebbe potrebbero nessun dalle ai sul sui motivo motivi causa tecnica tecnici tecniche prossimo prossima notte mattina sera attualmente stiamo lavorando problemi rallentamenti restano resta mancano giorni_rimanenti ci_scusiamo funziona funzionerà',
  },
  pt: {
    about:
      'manutenção último última anterior expira expirará expiração navegador_está_desatualizado redirecionado redirecionada fraudulentos phishing bem-vindo bem-vinda interrupção interrupções indisponível não_suporta_javascript novo_aspeto novo_visual indisponibilidade lentidão',
    words:
      'o a os as um uma de do da dos das ao à às e ou mas em no na nos nas por para com sem este esta estes estas é são será serão foi estará não se que seu sua seus suas nosso nossa já ainda hoje amanhã ontem agora entre até desde durante após antes dentro dia dias hora horas h minutos semana noite partir reconhece reconheça caso acesso acessos login sessão início autenticação aviso informação lembrete atenção programada planeada agendada prevista serviço serviços sistema servidor servidores portal site página utilizador usuário palavra-passe senha tentativas tentativa falhadas falhada endereço ip desculpas desculpe incómodo incômodo transtorno obrigado obrigada compreensão paciência contacte contate ligue suporte ajuda equipa equipe segurança informática navegador versão recente nunca temporariamente (?:quer|deseja)_(?:alterá-la|alterar_a_palavra-passe|alterar_a_senha) dispositivo foi_você reservado uso exclusivo pessoal autorizado lento trabalhos breve breves haverá realizada poderá ficar estar olá ficará ficarão poderão nenhum nenhuma pelas das sistemas motivo motivos causa técnica técnicos técnicas próximo próxima madrugada manhã tarde devido restam resta atualmente estamos problemas lento decorrem decorrerão decorrerá lamentamos funciona funcionará',
  },
  nl: {
    about:
      'onderhoud onderhoudswerkzaamheden laatst laatste vorige verloopt browser_is_verouderd doorgestuurd phishing welkom storing storingen onderbreking niet_beschikbaar nepmails ondersteunt_geen_javascript nieuw_uiterlijk vertraging vertragingen ~storing vorige',
    words:
      'de het een van voor op in aan met door tot bij om en of maar uit naar na sinds tussen tijdens binnen over is zijn was wordt worden bent heeft kan kunnen niet geen nog weer nu al als dan u uw je jouw wij we ons onze dit deze die er vandaag morgen gisteren binnenkort dag dagen uur uren minuten week weekend nacht tijd melding bericht informatie herinnering waarschuwing let gepland geplande dienst diensten systeem server servers portaal site pagina aangemeld ingelogd aanmelding aanmelden inloggen aanmelddienst login gebruiker wachtwoord mislukte pogingen poging geslaagde adres ip sorry excuses ongemak dank begrip geduld contact neem bel servicedesk helpdesk ondersteuning herkent browser versie recente functies nooit beschikbaar tijdelijk welkom_terug apparaat was_u_dit_niet vindt plaats plaatsvinden uitgevoerd traag korte kort bestemd bevoegde personen gebruik medewerkers mogelijk hallo ~dienst~ ~systeem~ ~melding~ mogelijk buiten_gebruik gebruikers vanwege reden technische komende volgende nacht ochtend avond momenteel ervaren problemen resteren aan_het_oplossen nog goedemorgen goedemiddag goedenavond goededag werkt werken vanaf',
  },
  pl: {
    about:
      'konserwacj~ konserwacyjne serwisowe techniczn~ ostatnie ostatnio poprzednie wygasa wygaśnie przeglądarka_jest_(?:nieaktualna|przestarzała) przekierowan~ phishing~ fałszyw~ witaj witamy przerwa przerwy niedostępn~ upoważnion~ uprawnion~ monitorowan~ rejestrowana nie_obsługuje_javascriptu nowy_wygląd aktywność_jest_monitorowana',
    words:
      'i oraz lub a ale w we z ze o od do na po przed za przez dla przy między podczas nie tak to ten ta te tego tej jest są był była było będą będzie może mogą jeśli jeżeli gdy już jeszcze tylko wkrótce ponownie się ty twoje twój twoja twojego nasz nasza my nas cię ci państwo państwa dziś dzisiaj jutro wczoraj teraz dni dnia dzień godz godzin~ minut~ tydzień weekend noc czas czasie uwaga informacj~ komunikat przypomnienie ostrzeżenie prace prac planowan~ zaplanowan~ usług~ system~ serwer~ portal~ stron~ logowani~ logowania użytkownik~ użytkownika hasł~ próby prób próba nieudan~ udane udanego adres~ ip przepraszamy niedogodności utrudnienia dziękujemy zrozumienie cierpliwość skontaktuj skontaktować kontakt zadzwoń proszę prosimy dział~ działem it pomoc pomocy pomocą helpdesk administrator~ przeglądark~ wersj~ nigdy dostępn~ niedostępna chwilowo wyłącznie osób (?:czy_)?chcesz_je_(?:teraz_)?zmienić urządzeni~ przeglądarka naciśnij_przycisk kliknij_przycisk kontynuuj aby_(?:przejść_dalej|kontynuować) odbędą odbędzie krótk~ utrudnieni~ możliw~ rozpoznajesz przeznaczony przeznaczone osób pracowników korzystanie soboty niedzieli sobotę niedzielę poniedziałku być cześć dzień_dobry zalogował~ ostatniego nieudanego udanego jeżeli się chwil~ trwać potrwa nocy nocą rano wieczorem powodu przyczyn technicznych chwilowo obecnie aktualnie występują problemy pozostało zostało opóźnieni~ najbliższ~ prowadzone zostaną przeprowadzone działa działać działania planowane wtorek wtorku',
  },
  cs: {
    about:
      'údržb~ odstávk~ poslední předchozí vyprší prohlížeč_je_zastaralý přesměrován~ phishing~ podvodn~ vítejte vítáme výpad~ nedostupn~ oprávněn~ monitorován~ zaznamenáván~ nepodporuje_javascript nový_vzhled naposledy servisní_okno',
    words:
      'a i nebo ale v ve z ze s se o od do na po před za pro při u k ke mezi během je jsou byl byla bylo byly bude budou může mohou ne není pokud když už již ještě jen pouze brzy opět té to ten ta toto tento tato vy vás vaše váš vám vaší vašeho naše náš my nás dnes zítra včera nyní teď dnů dny dní den hodin~ hod minut~ týden víkend noc doba doby době informac~ upozornění oznámení připomenutí varování pozor plánovan~ služb~ systém~ server~ portál~ stránk~ web~ přihlášen~ přihlašován~ přihlašovac~ přihlášení uživatel~ hesl~ platnost pokus~ neúspěšn~ úspěšn~ adres~ ip omlouváme omluva nepříjemnosti komplikace děkujeme pochopení trpělivost kontaktujte obraťte volejte prosím oddělení it podpor~ helpdesk~ správce prohlížeč~ verz~ nikdy dočasně uživatelé poznáváte chcete_(?:si_)?(?:ho|jej|heslo)_(?:nyní_|teď_)?změnit zařízení prohlížeče stiskněte_tlačítko proběhne proběhnou krátk~ omezen~ možn~ nepoznáváte pokud_jste_to_nebyli_vy určen~ zaměstnanc~ osob~ používání sobotu neděle pondělí aktuální naplánovan~ kontakt nebude nebudou nebyl~ jste zbývá dobrý_den přihlásil~ dostupn~ krátkodob~ obrátit dne být krátce ráno večer noci důvodu technick~ momentálně aktuálně potíže problémy zpožděn~ příští přístup_je_(?:zaznamenáván|monitorován) zbývají fungovat funguje fungují',
  },
  sv: {
    about:
      'underhåll~ driftstopp~ senaste senast föregående upphör går_ut webbläsare_är_(?:gammal|föråldrad) omdirigeras nätfiske phishing bluffmejl välkommen avbrott~ driftstörning~ behörig~ loggas övervakas går_snart_ut stöder_inte_javascript nytt_utseende ~störning~',
    words:
      'och eller men i på av för från till med vid om under mellan efter före sedan innan den det de denna detta en ett är var blir vara kan kommer att inte ingen inga bara endast snart nu redan igen fortfarande du din ditt dina dig vi vår vårt oss när då idag imorgon igår dagar dag timmar timme minuter vecka helg natt tid kl klockan information meddelande påminnelse varning obs viktigt planerat planerad tjänst~ system~ server~ portal~ sida~ webbplats~ inloggning~ inloggad inloggningar inloggningsförsök loggade in användare användarnamn lösenord~ misslyckad~ lyckad~ försök adress ip ursäkta beklagar tack förståelse tålamod kontakta ring it it-avdelningen it-supporten supporten servicedesk helpdesk känner webbläsare version nyaste aldrig tillgänglig otillgänglig vill_du_(?:byta|ändra)_(?:det|lösenordet) upphör_att_gälla enhet enheten webbläsare webbläsaren tryck_på_knappen sker genomförs utförs kort korta långsam om_det_inte_var_du avsedd anställda personal användning besök i_dag i_går i_morgon tillbaka planerade hej ~tjänst~ ~system~ ~meddelande~ ~information~ ~avbrott~ (?:uppgraderas|uppdateras)_~(?:tjänst|system|server)~ förekomma hallå du_loggade_senast_in in har kvar återstår natten kvällen morgonen söndagen lördagen fredagen måndagen tisdagen onsdagen torsdagen på_grund_av tekniska problem orsak just_nu fördröjningar långsamt nästa här utför natt kväll fungerar fungera fungerar_inte inatt ikväll underhållet',
  },
  da: {
    about:
      'vedligehold~ driftsstop~ seneste sidste senest udløber browser_er_forældet viderestillet omdirigeres phishing svindelmails velkommen afbrydelse~ nedetid kun_for logget logges overvåges understøtter_ikke_javascript nyt_udseende driftsinformation opdaterer_vi_~(?:tjeneste|system|løsning)~ ~forstyrrelse~ vedligeholdelse~',
    words:
      'og eller men i på af for fra til med ved om under mellem efter før siden inden den det de denne dette en et er var bliver blive kan at ikke ingen kun snart nu allerede igen stadig du din dit dine dig vi vores os når da hvis så dag dage time timer minutter uge weekend nat tid tiden kl klokken morgen går information meddelelse besked påmindelse advarsel bemærk planlagt planlagte tjenest~ system~ server~ portal~ side~ websted~ login logon loggede ind bruger brugere brugernavn brugernavnet adgangskode adgangskoden kodeord mislykkede vellykkede forsøg adresse ip undskyld beklager tak forståelse tålmodighed kontakt ring it it-afdelingen it-support support servicedesk helpdesk genkender genkende browser version nyeste aldrig ansatte medarbejdere al aktivitet selvbetjening utilgængelig tilgængelig vil_du_(?:skifte|ændre)_den skift_den_i_god_tid må_kun_bruges_af log_på al_aktivitet så_du_ikke_bliver_låst_ude enhed enheden browseren tryk_på_knappen foregår udføres kort korte langsom var_det_ikke_dig hvis_det_ikke_var_dig forbeholdt personale brug planlagt tilbage hej ~tjeneste~ ~system~ ~information~ ~besked~ ~løsning~ opdaterer_vi_~(?:tjeneste|system|løsning)~ kan_forekomme der tilbage natten aftenen morgenen søndagen lørdagen tilgængeligt utilgængeligt ulejligheden på_grund_af tekniske problemer lige_nu forsinkelser langsomt næste kort_tid ulempe nede virker virke i_nat i_aften',
  },
  nb: {
    about:
      'vedlikehold~ driftsstans siste sist forrige utløper nettleser(?:en)?_er_utdatert videresendt omdirigeres phishing svindel velkommen avbrudd nedetid loggføres overvåkes støtter_ikke_javascript nytt_utseende ~forstyrrelse~',
    words:
      'og eller men i på av for fra til med ved om under mellom etter før siden innen den det de denne dette en et ei er var blir bli kan at ikke ingen bare kun snart nå allerede igjen du din ditt dine deg vi vår vårt oss når da hvis dag dager time timer minutter uke helg natt tid kl klokken morgen går informasjon melding påminnelse advarsel merk planlagt tjenest~ system~ server~ portal~ side~ nettsted~ pålogging~ innlogging~ logget inn bruker brukere brukernavn passord~ mislykkede vellykkede forsøk adresse ip beklager takk forståelse tålmodighet kontakt ring it it-avdelingen brukerstøtte servicedesk helpdesk kjenner nettleser versjon nyeste aldri utilgjengelig tilgjengelig ansatte vil_du_(?:endre|bytte)_det må_kun_brukes_av all_aktivitet enhet enheten nettleseren trykk_på_knappen utføres kort korte treg hvis_det_ikke_var_deg var_det_ikke_deg forbeholdt personale bruk tilbake i_dag i_går i_morgen hei ~tjeneste~ ~system~ ~informasjon~ ~melding~ ~løsning~ oppdaterer_vi_~(?:tjeneste|system|løsning)~ kan_forekomme der igjen natten kvelden morgenen søndagen lørdagen tilgjengelig utilgjengelig ulempen på_grunn_av tekniske problemer akkurat_nå forsinkelser treg neste ulempe gjenstår nede virker virke i_natt i_kveld fungerer',
  },
  fi: {
    about:
      'huolto~ huoltokatk~ käyttökatk~ katko viimeisin edellinen viimeksi vanhenee selaimesi_on_vanhentunut ohjataan tietojenkalastel~ huijausviest~ tervetuloa häiriö~ valtuutetu~ valvotaan kirjataan ei_tue_javascriptiä uusi_ulkoasu hidas hitautta',
    words:
      'ja tai mutta on ovat oli olivat ole ei eivät se sen ne tämä tämän nämä että jos kun niin vain vielä jo taas pian nyt tänään huomenna eilen klo kello päivän päivää päivä kuluttua tunnin tuntia minuutin minuuttia viikon viikko viikonloppuna yöllä välisenä aikana aikaa aika alkaen asti saakka jälkeen ennen sinä sinun sinulla me meidän huomautus ilmoitus tiedote muistutus varoitus huomio suunniteltu palvelu~ palvelin palvelimet järjestelmä järjestelmän portaali sivu sivusto sivuston kirjautuminen kirjautumisen kirjautumispalvelu kirjautumispalvelun kirjautunut kirjauduit käyttäjä käyttäjät käyttäjille käyttäjätunnus salasana salasanasi epäonnistuneet epäonnistuneita onnistunut yritykset yrityksiä osoite osoitteesta ip pahoittelemme häiriötä haittaa kiitos ymmärryksestä kärsivällisyydestä yhteyttä soita it-tukeen tukeen tuki käyttötukeen selain selaimen versio tarkoitettu käyttö käyttöä pois käytöstä poissa tunnista et tunnistanut ota_yhteyttä ei_ole_käytettävissä laite laitteelta selaimesi lyhyt lyhyitä katkoja hidas tehdään jos_se_et_ollut_sinä et_ollut_sinä henkilökunnalle henkilökunnan käyttöön_vain päivitä_selain takaisin palvelussa palvelut huoltotyö huoltotöitä hei ~palvelu~ ~järjestelm~ ~tiedote~ ~katko~ kirjautumis~ hyvä voi voivat esiintyä esiintyy selvitämme asiaa päästä jäljellä aamulla illalla yönä teknisistä syistä vuoksi takia tällä_hetkellä ongelmia viivettä viiveitä ensi käytettävissä huoltotöiden olet kirjautunut toimi toimii toimivat',
  },
  tr: {
    about:
      'bakım bakımı bakımda son önceki dolacak tarayıcınız_güncel_değil yönlendiril~ oltalama hoş_geldiniz kesinti kesintiye yetkili izlenmekte~ javascript_desteklemiyor yeni_görünüm',
    words:
      've veya ama ile için bir bu şu da de den dan ta te dır dir olan olarak olabilir olacak olacaktır değil değilse yok sadece yalnızca yakında şimdi artık bugün yarın dün gün günü günler saat saatleri saati dakika hafta gece süre süresi süreli süreyle kısa içinde arasında sonra önce kadar itibaren sırasında siz sizin sizi biz bizim eğer ise lütfen bilgi bilgilendirme duyuru uyarı hatırlatma dikkat planlı planlanan çalışma çalışması çalışmaları hizmet hizmeti hizmetleri sistem sistemi sistemleri sunucu sunucular portal sayfa site oturum açma açtınız açılış giriş girişi girişiniz kullanıcı kullanıcılar parola parolanız parolanızın şifre şifreniz şifrenizin başarılı başarısız deneme denemesi adres adresi adresinden ip özür dileriz rahatsızlık teşekkür ederiz teşekkürler anlayışınız sabrınız bt ekibine birimine destek iletişime geçin arayın tarayıcı sürüm asla istemeyiz misiniz uğrayabilir erişilemez değiştirmek_ister_misiniz cihaz cihazdan kısa_kesintiler yapılacaktır yapılacak gerçekleştirilecek yavaş siz_değilseniz bu_siz_değilseniz kişiler personel içindir kullanım doluyor süresi tekrar düğmesine_basın merhaba sistemlerimiz~ duyurusu bakımı bakımda en tarihinde gecesi sabah akşam nedeniyle teknik nedenlerle sorun sorunlar yaşanabilir yaşanmaktadır gecikme kaldı şu_anda çözmek_için çalışıyoruz hafta sistemimiz çalışmayabilir çalışmıyor itibaren sistemde ten tan',
  },
};

// Numbers stand for themselves; these are of days, and are said of all of that.
const ALL =
  'chrome firefox edge safari windows macos linux iphone android javascript utc cet cest gmt am pm mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar jänner februar märz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre segunda-feira terça-feira quarta-feira quinta-feira sexta-feira janeiro fevereiro março maio junho julho setembro outubro novembro dezembro maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart mei augustus poniedziałek wtorek środ~ czwartek piątek sobot~ niedziel~ stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia pondělí úterý středu čtvrtek pátek sobotu neděli ledna února března dubna května června července srpna září října listopadu prosince måndag tisdag onsdag torsdag fredag lördag söndag augusti mandag tirsdag lørdag søndag desember maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık octopus deploy';

/** @param words with `_` for the spaces of a phrase */
function anyOf(words: string): RegExp {
  const each = words.split(' ').map((word) => word.replaceAll('_', ' ').replaceAll('~', '\\p{L}{0,12}'));
  return new RegExp(`(?<![\\p{L}-])(?:${each.join('|')})(?![\\p{L}-])`, 'giu');
}

/** Languages whose words nearly all have endings. */
const INFLECTED: readonly string[] = ['pl', 'cs', 'fi', 'tr'];

function inflect(words: string): string {
  return words.replace(/(?<!\S)\p{L}{5,30}(?!\S)/gu, '$&\\p{L}{0,4}');
}

const known = Object.entries(notices).map(([language, { about, words }]) => ({
  about: new RegExp(anyOf(about).source, 'iu'),
  // Phrases go before the words that they begin with.
  words: anyOf(
    `${about} ${INFLECTED.includes(language) ? inflect(words) : words} ${ALL}`
      .split(' ')
      .sort((a, b) => b.length - a.length)
      .join(' '),
  ),
}));

/** Numbers, times, dates and addresses of the net. */
const NUMBERS = /(?<![\p{L}\d])\d[\d.:/,°º]{0,20}(?:h\d{0,2})?(?![\p{L}\d])/giu;
/** Where somebody signed in from, and whose site welcomes somebody; nouns have capitals in German, too. */
const PLACES =
  /(?<=(?<!\p{L})(?:from|near|z|ze|från|fra|de|depuis|desde|em|[Ww]elcome to|[Vv]elkommen til|[Vv]älkommen till) )\p{Lu}\p{Ll}{2,20}(?: \p{Lu}\p{Ll}{2,20})?(?!\p{L})/gu;

/** @returns whether all of a text is in words of one language that tell of nothing that follows from it */
export function isOfNotices(text: string): boolean {
  const rest = text.replace(NUMBERS, ' ');
  return known.some(({ words }) => !/\p{L}/u.test(rest.replace(words, ' ')));
}

/**
 * @param said all that a page says, and what is read of it as names of somebody or something, in small letters
 * @returns whether it tells of something that nothing follows from, in words of one language that are all known to say no more
 */
export function isNotice(said: string, names: readonly string[]): boolean {
  const text = said.replace(NUMBERS, ' ');
  const rest = names.length > 0 ? text.replace(anyOf(names.join(' ')), ' ') : text;
  return known.some(
    ({ about, words }) => about.test(rest) && !/\p{L}/u.test(rest.replace(PLACES, ' ').replace(words, ' ')),
  );
}

export const notice = {
  /** A button that only passes over what was told. */
  passes:
    /^(?:got it|prosseguir|videre|verder|ga verder|continue anyway|(?:continue|proceed) to (?:sign|log).?(?:in|on)|(?:trotzdem|dennoch) (?:fortfahren|weiter)|weiter zur anmeldung|verstanden|continuer quand même|(?:j.ai )?compris|entendido|continuar de todos modos|ho capito|begrepen|toch doorgaan|rozumiem|rozumím|(?:jag )?förstår|forstået|forstått|selvä|anladım)$/i,
  /** A secret has run out: whoever goes on is asked for another. */
  isOver:
    /(?:has|have|is) expired|abgelaufen|a expiré|ha (?:caducado|expirado)|è scadut|expirou|is verlopen|wygasł|vypršel|har gått ut|er (?:udløbet|utløpt)|on vanhentunut|süresi (?:doldu|dolmuş)/i,
  /** Something follows all the same: somebody is let in, data are taken, something is bought, or somebody starts it. */
  follows:
    /press continue and the|authori[sz]ed to (?:sign|log).{0,12} (?:as|for|with) you|sign for|verarbeite[nt]?(?!\p{L})|(?:dienst|system|portal|server)\p{L}{0,12} (?:ist|wird) (?:dann |jetzt |nun )?(?:berechtigt|befugt)|service (?:aura|sera autorisé|est autorisé)|(?:tiene|tendrá|con) acceso|(?:ha|avrà|con) accesso|(?:para|tem|terá|com) acesso|(?:usług|system|stron|portal|serwer)\p{L}{0,6} (?:jest|będzie) (?:upoważ|upraw)|(?:služb|systém|stránk|portál|server)\p{L}{0,6} (?:je|bude) oprávn|(?:tjänst|system|server|portal)\p{L}{0,6} (?:är|blir) behörig|(?:bezahl|bestell|buchung|kauf|vertrag|abonne|betal|beställ|bestil|köp|kjøp|tilaus|maksu|(?<!\p{L})osto)/iu,
  /** One that goes back. */
  cancels:
    /^(?:cancel|back|abbrechen|zurück|annuler|retour|cancelar|volver|annulla|indietro|voltar|annuleren|terug|anuluj|wstecz|zrušit|zpět|avbryt|tillbaka|annuller|tilbage|tilbake|peruuta|takaisin|iptal|geri)$/i,
} as const;
