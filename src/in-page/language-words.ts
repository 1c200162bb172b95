/** What the pages of a language say, beside what page-words.ts has of eight of them: beginnings of words, as regular expressions. */
interface LanguageWords {
  /** What a button says that goes on, whole. */
  readonly goesOn: string;
  /**
   * What is said where something else is done than to sign in: something is consented or agreed to, registered, set up, paid,
   * deleted, sent, shared or linked.
   */
  readonly stops: string;
}

/** No language has words to go on by without those to stop at. */
export const languages = {
  de: {
    goesOn: 'weiter|fortfahren|bestätigen|überprüfen|verifizieren',
    stops:
      'rückgängig|unwiderruflich|endgültig|betrag\\b|empfänger|lösch|schließ|kündig|deaktivier|bezahl|zahlung|zahlen\\b|überweis|bestell|kauf|rechnung|kosten|zugriff auf|erlaub|gewähr|zustimm|einwillig|einverstanden|akzeptier|nutzungsbedingung|agb\\b|registrier|konto (?:erstell|anleg|eröffn)|erstell|einricht|aktivier|hinzufüg|verknüpf|verbind|teil(?:en|t)\\b|freigeb|weitergegeben|übermittel|abonn|newsletter|übertrag|unterschr|unterzeich|widerruf|in ihrem namen|speicher|\\p{L}{1,15}(?:lösch|kündigung|zahlung|überweis|bestellung|übertragung)|vertrag',
  },
  en: {
    goesOn: 'next|continue|proceed|enter|verify(?: code)?|validate|submit|authenticate|confirm|ok',
    stops:
      'undone\\b|irrevers|permanent(?:ly)?\\b|turn(?:s|ing)? (?:it|this|that|them) off|(?:transactions?|amounts?)\\b(?! id)|merchant|payee|beneficiar|withdraw|about to send|[€$£] ?\\d|\\d[\\d.,]* ?(?:eur|usd|gbp|chf|btc|eth)\\b|delet|eras(?:e|ing)|wip(?:e|ing)|clos(?:e|ing) (?:my|your|the|this|of)|deactivat|terminat|unsubscrib|subscri|pay(?:ment|ments|s|ing|able)?\\b|paid|bill(?:ed|ing)?\\b|charg(?:e[ds]?|ing)\\b|orders?\\b|purchas|buy(?:ing)?\\b|checkout|invoice|wir(?:e|ing) |transfer|donat|refund|(?:credit|debit|your|bank) card|access to your|allow|authori[sz](?:e|ing)\\b|grant|consent|permission|on your behalf|agree|accept(?!able\\b)|terms (?:of|and)|sign ?up|regist(?:er|rat)|creat(?:e|ing)\\b|enrol|join\\b|set(?:ting)? ?-?up|activat|enabl(?:e|es|ing)\\b|disabl|pair(?:ing)?\\b|add(?:ing)? (?:a|an|your|this)\\b|(?:un)?link(?:s|ed|ing)?\\b|shar(?:e|es|ing)\\b|publish|invit|approv|vouch|delegat|revok|rotat|ownership|owner\\b|trial|sav(?:e|ing) (?:a|an|your|this)\\b|seats?\\b|replaced|colleague|tak(?:e|es|ing) over|hand(?:s|ing)? over|farewell|new (?:phone|device)|becomes?\\b',
  },
  es: {
    goesOn: 'seguir|siguiente|continuar|confirmar|verificar|comprobar',
    stops:
      'irreversibl|deshacer|importe\\b|beneficiari|elimin|borra|cerrar (?:mi|su|tu|la)|desactiv|pag(?:o|os|ar|ue)\\b|compra|pedido|factura|transfer|acceso a\\b|permit|autoriz|acept|consent|términos|condiciones|registr|cre(?:ar|e) |configur|activ(?:ar|e)\\b|añad|agreg|vincul|compart|suscri|firmar|podrá|en su nombre|guard(?:ar|e)\\b',
  },
  fr: {
    goesOn: 'poursuivre|suivant|continuer|confirmer|vérifier|valider',
    stops:
      'irréversibl|définitivement|montant\\b|bénéficiaire|supprim|effac|clôtur|ferm(?:er|eture)|désactiv|pa(?:yer|iement|yez)|achat|acheter|command(?:e|er)\\b|factur|virement|transf|accès à|accéder à|autoris|accept|consent|conditions|inscri|créer|création|configur|activ(?:er|ez|ation)|ajout|associer|reli(?:er|ez)|partag|abonn|sign(?:er|ez|ature)\\b|pourra|en votre nom|enregistr',
  },
  it: {
    goesOn: 'prosegui|procedi|conferma|avanti|continua|verifica',
    stops:
      'irreversibil|importo\\b|beneficiari|elimin|cancell|chiud|disattiv|pag(?:a|are|amento)\\b|acquist|ordin[ei]\\b|fattur|bonific|trasfer|accesso a(?:l|lla|i)?\\b|accedere a|permett|autorizz|accett|consens|termini|condizioni|registr(?:a|ati|azione)|crea(?:re|zione)?\\b|configur|attiv(?:a|are|azione)\\b|aggiung|colleg|condivi|abbon|iscri|firm(?:a|are)\\b|potrà|per tuo conto|salva(?:re)?\\b',
  },
  ja: {
    goesOn: '次へ|続ける|続行|確認|検証',
    stops:
      '取り消せ|元に戻せ|金額|受取人|削除|退会|解約|閉鎖|無効|支払|購入|注文|請求|送金|振込|アクセスを|アクセス権|読み取|許可|同意|承諾|規約|登録|作成|設定|セットアップ|有効化|追加|送信し|共有|連携|リンク|購読|譲渡|署名|保存',
  },
  nl: {
    goesOn: 'bevestigen|volgende|doorgaan|verifiëren',
    stops:
      'ongedaan|onomkeerbaar|bedrag\\b|begunstigde|verwijder|wis(?:sen)?\\b|sluit(?:en)? (?:mijn|uw|je)|deactiveer|betaal|betaling|bestel|koop|aankoop|factuur|overschrijv|overdra|toegang tot|toestaan|toestem|akkoord|accept|voorwaarden|registr|aanmaken|maak .{0,20}aan\\b|instel|activeer|toevoeg|koppel|deel(?:t)?\\b|delen|abonn|onderteken|machtig|lezen|namens|opslaan',
  },
  pt: {
    goesOn: 'avançar|próximo|seguinte|continuar|confirmar|verificar',
    stops:
      'irreversíve|desfeit|valor da\\b|beneficiári|exclu|elimin|apag|encerr|desativ|pag(?:ar|amento|ue)\\b|compra|pedido\\b|fatura|transfer|acesso a[os]?\\b|acessar|permit|autoriz|aceit|consent|termos|condições|cadastr|regist(?:r|o)|cri(?:ar|e) |configur|ativ(?:ar|e)\\b|adicion|vincul|compartilh|partilh|assin|poderá|em seu nome|salvar|guardar',
  },
  af: {
    goesOn: 'gaan voort',
    stops:
      'verwyder|skrap|sluit (?:my|jou)|betaal|bestel|toegang (?:tot|kry)|toestem|aanvaar|registreer|skep|stel .{0,20}op|aktiveer|stuur|deel|koppel|bepalings',
  },
  ar: {
    goesOn: 'التالي',
    stops:
      'حذف|إغلاق|دفع|شراء|طلب|الوصول|موافق|أوافق|السماح|شروط|إنشاء|تسجيل حساب|التسجيل|تفعيل|إعداد|إرسال|سنرسل|مشاركة|ربط|تحويل|اشترا',
  },
  az: {
    goesOn: 'davam et',
    stops:
      'sil(?:in|mək)|bağla|ödə|sifariş|giriş icazə|icazə|razı|qəbul|şərt|qeydiyyat|yarat|aktivləş|qur(?:ul|aşdır)|göndər|paylaş|abunə|köçür',
  },
  bg: {
    goesOn: 'напред|продължи',
    stops:
      'изтри|закри|плащан|плати|поръч|достъп до|разреш|съглас|приема|услови|регистрац|създа|активир|настро|изпрат|изпращ|сподел|свърз|абон|превод',
  },
  ca: {
    goesOn: 'continua|següent|verifica',
    stops:
      'elimina|esborra|tanca|desactiva|paga|compra|comanda|accedir a|accés a|autoritz|permet|accept|condicions|registr|crea|activa|configura|envia|compart|vincul|subscri|transfer|podrà',
  },
  cs: {
    goesOn: 'další|pokračovat|ověřit|potvrdit',
    stops:
      'smaz|odstran|zruš|uzavř|deaktiv|plat[bei]|zaplat|objedn|převod|koupi|nákup|přístup k|moci|číst|souhlas|povol|přij[ií]m|podmín|registr|vytvoř|nastav|aktiv|přid|odes|pošl|zašl|sdíl|propoj|odběr|částk|podeps',
  },
  da: {
    goesOn: 'næste|fortsæt|bekræft',
    stops:
      'slet|luk (?:min|din|konto)|fjern|opsig|deaktiv|betal|bestil|køb|overfør|adgang til|tillad|giv|samtyk|accepter|vilkår|betingel|registr|tilmeld|opret|konfigur|opsæt|aktiv|tilføj|send|del (?:min|din|dine)|tilknyt|abonn|underskriv|læse|på dine vegne',
  },
  el: {
    goesOn: 'επόμενο|συνέχεια|επαλήθευση',
    stops:
      'διαγρα|κλείσ|απενεργ|πληρω|αγορ|παραγγελ|μεταφορ|πρόσβασης? σ|αποκτήσει|επιτρέ|συναιν|συμφων|αποδέχ|αποδοχ|όρ(?:οι|ους|ων)|εγγραφ|δημιουργ|ρύθμισ|ενεργοπ|προσθ|στείλ|στέλν|αποστ|κοινοπ|σύνδεση λογαρ|συνδρομ|υπογρα',
  },
  et: {
    goesOn: 'edasi|jätka',
    stops:
      'kustuta|sulge|maks|telli|ostu|ülekan|juurdepääs|luba|nõus|tingimus|registree|loo (?:uus )?konto|seadista|aktiveeri|lisa|saada|jaga|seo|allkirj',
  },
  eu: {
    goesOn: 'hurrengoa|egiaztatu',
    stops:
      'ezabatu|itxi|desaktib|ordain|erosi|eskaera|transfer|sarbide|baimen|onartu|ados|baldintz|erregistr|sortu|konfigur|aktib|gehitu|bidali|partekat|lotu|harpide',
  },
  fa: {
    goesOn: 'بعدی',
    stops:
      'حذف|بستن حساب|پرداخت|خرید|سفارش|دسترسی|اجازه|موافق|میپذیرم|شرایط|ثبت.?نام|ایجاد|فعال|تنظیم|ارسال|اشتراک|پیوند|انتقال',
  },
  fi: {
    goesOn: 'seuraava|jatka|vahvista|varmenna',
    stops:
      'poista|sulje|irtisano|maks|tilaa|tilaus|osta|siirr|pääsy|oikeuden|lukea|salli|hyväksy|suostu|ehdot|ehtoja|rekister|luo (?:tili|uusi|avain|pass)|luominen|määritä|aktivo|ota käyttöön|lisää|lähet|saat|jaa|yhdist|linkit|allekirj|puolestasi',
  },
  he: {
    goesOn: 'הבא',
    stops:
      'מחיק|למחוק|סגירת|תשלום|לשלם|קניי|הזמנ|גישה ל|לאפשר|אישור|הסכמ|מסכים|תנאי|הרשמ|ליצור|יצירת|הגדר|הפעל|לשלוח|נשלח|שיתוף|לשתף|קישור|העבר|מנוי',
  },
  hr: {
    goesOn: 'nastavi|dalje|potvrdi',
    stops:
      'izbriš|obriš|zatvor|deaktiv|plać|plati|naruč|kup(?:i|nj)|prijenos|pristup|dopust|dozvol|suglas|slažem|prihva|uvjet|registr|stvor|kreir|postav|aktiv|dodaj|pošalj|slanj|dijel|podijel|pove[zž]|pretplat|potpis',
  },
  ht: {
    goesOn: 'pwochen|verifye',
    stops:
      'efase|fèmen|peye|achte|aksè|aksepte|otorize|kondisyon|enskri|kreye|konfigire|aktive|ajoute|voye|pataje|konekte .{0,20} ak',
  },
  hu: {
    goesOn: 'tovább|ellenőrzés',
    stops:
      'törl|törö|bezár|megszünt|deaktiv|fizet|megrendel|vásár|átutal|hozzáfér|olvas|engedély|hozzájár|elfogad|egyetért|feltétel|regisztr|létrehoz|beállít|aktivál|hozzáad|küld|megoszt|összekapcs|előfiz|feliratk|aláír|nevében',
  },
  id: {
    goesOn: 'berikutnya|lanjutkan|verifikasikan',
    stops:
      'hapus|tutup|nonaktif|bayar|beli\\b|pesan(?:an)?\\b|transfer|akses|izin|setuju|terima|ketentuan|daftar(?! masuk)|buat|siapkan|aktifkan|tambah|kirim|bagikan|tautkan|hubungkan|langgan|tanda tangan',
  },
  ka: {
    goesOn: 'გაგრძელება|შემდეგი',
    stops:
      'წაშლ|დახურ|გადახდ|ყიდვ|შეკვეთ|წვდომ|ნებართ|თანხმ|დათანხმ|პირობებ|რეგისტრ|შექმნ|დაყენ|გააქტიურ|დამატ|გაგზავნ|გაზიარ|დაკავშირ|გადარიცხ',
  },
  ko: {
    goesOn: '다음|계속|확인',
    stops:
      '삭제|탈퇴|해지|폐쇄|결제|구매|주문|송금|이체|접근|액세스|읽을|읽기|허용|동의|수락|약관|가입|등록|만들기|생성|설정|활성화|추가|보내|전송|공유|연결|연동|구독|서명|찾기',
  },
  lt: {
    goesOn: 'toliau|tęsti',
    stops:
      'ištrin|pašalin|uždary|mokė|apmok|užsak|pirk|perved|prieig|leis|sutik|sąlyg|registr|sukur|nustat|aktyv|pridė|siųs|išsių|dalin|bendrin|susie|prenumer|pasiraš',
  },
  lv: {
    goesOn: 'tālāk|turpināt',
    stops:
      'dzēs|slēg|maks|pasūt|pirk|pārskait|piekļuv|atļau|piekr|nosacīj|reģistr|izveid|iestat|aktiv|pievien|sūt|kopīg|saist|abon|parakst',
  },
  ms: {
    goesOn: 'seterusnya|mengesahkan|sahkan',
    stops:
      'padam|hapus|tutup|bayar|beli\\b|tempah|pindah|akses|benar(?:kan)|setuju|terima|syarat|daftar(?! masuk)|cipta|sediakan|aktifkan|tambah|hantar|kongsi|pautkan|langgan',
  },
  nb: {
    goesOn: 'neste|fortsett|bekreft',
    stops:
      'slett|avslutt|fjern|si opp|deaktiv|betal|bestill|kjøp|overfør|tilgang(?:en)? til|tillat|gi |samtykk|godta|godkjenn|vilkår|betingel|registr|opprett|konfigur|sett opp|aktiv|legg til|send|del (?:min|din|dine)|koble|tilknytt|abonn|signer|lese|på dine vegne',
  },
  pl: {
    goesOn: 'dalej|kontynuuj|zweryfikuj|potwierdź|weryfikuj',
    stops:
      'usu[nń]|zamkn|skasuj|dezaktyw|płat|płac|zapłac|zamów|kup|przelew|przelej|dostęp|czyta|zezw|zgad|zgod|akceptu|regulamin|warunk|rejestr|załóż|utwórz|skonfig|konfig|aktyw|dodaj|wyśl|wysł|wysył|udostęp|połącz|powiąż|subskry|podpis|imieni',
  },
  ro: {
    goesOn: 'înainte|continuă|următorul|verificare',
    stops:
      'șterg|şterg|stergeți|închide|dezactiv|plăt|plat[aă]|comand|cumpăr|transfer|acces(?:ul)? la|citi|permit|autoriz|accept|sunt de acord|termeni|condiții|înregistr|crea|configur|activ|adaug|trimit|partaj|conect(?:ați|ează) contul|abon|semn',
  },
  ru: {
    goesOn: 'далее|продолжить|подтвердить|проверить',
    stops:
      'удал|закры|деактив|оплат|плат[её]ж|заплат|заказ|покупк|купить|перевод|перевест|доступ|чита|прочит|разреш|соглас|приня|принима|услови|регистрац|зарегистр|созда|настро|подключ|актив|добав|отправ|выш?л|пришл|подел|связать|привяз|подпис|продл|от вашего имени',
  },
  sk: {
    goesOn: 'ďalej|pokračovať|overiť',
    stops:
      'zmaz|vymaz|odstrán|zruš|zatvor|deaktiv|plat[bie]|zaplat|objedn|prevod|kúpi|nákup|prístup k|čítať|súhlas|povol|prij[ií]m|podmien|registr|vytvor|nastav|aktiv|prida|odosl|pošl|zašl|zdieľ|prepoj|odber|podpís',
  },
  sl: {
    goesOn: 'naprej|nadaljuj',
    stops:
      'izbriš|zapri|deaktiv|plač|naroč|kupi|nakup|prenos|dostop|dovol|soglaš|strinja|pogoj|registr|ustvar|nastav|aktiv|dodaj|pošlj|pošilj|deli|pove[zž]|naročn|podpi[sš]',
  },
  sv: {
    goesOn: 'nästa|fortsätt|verifiera|bekräfta',
    stops:
      'radera|ta bort|stäng|avsluta|avaktiv|inaktiv|betal|beställ|köp|överför|åtkomst|läs(?:a|er)|tillåt|ge |samtyck|godkänn|acceptera|villkor|registrera|skapa|konfigur|ställ in|aktivera|lägg till|skicka|dela|koppla|länka|prenumer|signera|underteckna|i ditt namn',
  },
  th: {
    goesOn: 'ถัดไป|ตรวจสอบ',
    stops:
      'ลบ|ปิดบัญชี|ชำระ|จ่าย|ซื้อ|สั่งซื้อ|โอน|เข้าถึง|อนุญาต|ยินยอม|ยอมรับ|ข้อกำหนด|ลงทะเบียน|สมัคร|สร้าง|ตั้งค่า|เปิดใช้|เพิ่ม|ส่ง|แชร์|แบ่งปัน|เชื่อม',
  },
  tr: {
    goesOn: '[iİ]leri|devam(?: et)?|sonraki|doğrula',
    stops:
      'sil(?:in|me|iyor|ecek)?\\b|kapat|devre dışı|öde(?:me|yin|n)|satın al|sipariş|havale|transfer|erişi|okuy|izin|onay|kabul|koşul|şart|kayıt|kaydol|oluştur|kur(?:un|ulum)|ayarla|etkinleştir|ekle|gönder|paylaş|bağla|abone|imzala|adınıza',
  },
  uk: {
    goesOn: 'далі|продовжити|верифікувати',
    stops:
      'видал|закри|деактив|оплат|плат[іе]ж|заплат|замов|купі|купит|переказ|доступ|чита|дозв|згод|погодж|прийма|умов|реєстр|створ|налашт|підключ|актив|дода|надісл|надсил|поділ|зв.яз|прив.яз|підпис|від вашого імені',
  },
  vi: {
    goesOn: 'tiếp(?: tục| theo)?|xác minh',
    stops:
      'xóa|xoá|đóng tài khoản|vô hiệu|thanh toán|trả tiền|mua\\b|đặt hàng|chuyển (?:tiền|khoản|quyền)|truy cập|quyền|đọc|cho phép|đồng ý|chấp nhận|điều khoản|đăng ký|tạo|thiết lập|kích hoạt|thêm|gửi|chia sẻ|liên kết',
  },
  zh: {
    goesOn: '下一步|继续|繼續|验证|驗證|确定|確定|提交',
    stops:
      '删除|刪除|注销账|註銷|关闭|關閉|停用|支付|付款|缴费|繳費|购买|購買|订单|訂單|下单|转账|轉帳|充值|访问|存取|读取|讀取|授权|授權|允许|允許|同意|接受|条款|條款|注册|註冊|创建|建立|设置|設定|绑定|綁定|开通|開通|启用|啟用|添加|新增|发送|發送|寄送|分享|共享|关联|訂閱|订阅|签署|簽署',
  },
} as const satisfies Readonly<Record<string, LanguageWords>>;

const MAIN: readonly string[] = ['de', 'en', 'es', 'fr', 'it', 'ja', 'nl', 'pt'];
// Scripts in which words have no spaces between them, or what they begin with may be written together with what is before it.
const UNSPACED = /[\u0590-\u06ff\u0e00-\u0e7f\u10a0-\u10ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u;

/** @param names of languages */
function stopAt(names: readonly string[]): RegExp {
  const words = Object.entries(languages)
    .filter(([name]) => names.includes(name))
    .map(([, { stops }]) => (UNSPACED.test(stops) ? stops : `(?<![\\p{L}\\p{M}])(?:${stops})`));
  return new RegExp(words.join('|'), 'iu');
}

/** What stops in the languages that page-words.ts has, and in the others. */
export const stopsInMain: RegExp = stopAt(MAIN);
export const stopsInOthers: RegExp = stopAt(Object.keys(languages).filter((name) => !MAIN.includes(name)));

/**
 * Words of those eight languages that only they have, by which it is known that a sentence is in one of them. Japanese is known
 * by its letters.
 */
export const KNOWN_LANGUAGE =
  /[\u3041-\u30fa]|(?<![\p{L}\p{M}])(?:the|you|your|yours|and|with|this|that|please|our|from|not|of|is|was|if|only|here|who|when|und|oder|ihre?[nmrs]?|bitte|nicht|wird|werden|ist|das|eine[nmrs]?|zum|zur|für|auf|votre|vos|vous|avec|pour|une|cette|dans|los|las|usted|por|della|tuo|tua|gli|nel|alla|questo|seu|uma|não|você|pelo|dos|uw|een|voor|wordt|naar|deze|niet)(?![\p{L}\p{M}])/iu;
