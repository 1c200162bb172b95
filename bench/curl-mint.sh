# The requests that `mint-key --direct` sends, in their order, as a script would send them: one curl a request. For sh, in a folder that
# it may write to.
set -eu
ask() { curl --silent --show-error --fail --header 'Accept: application/json' --cookie cookies "$@"; }
read_field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

installation=$(ask "$OCTOPUS_URL/api" | read_field InstallationId)
ask "$OCTOPUS_URL/api/authentication" > reply
password=$(printf %s "$OCTOPUS_PASSWORD" | sed 's/[\\"]/\\&/g')
printf '{"Username":"%s","Password":"%s","RememberMe":false}' "$OCTOPUS_USERNAME" "$password" |
  ask --cookie-jar cookies --json @- "$OCTOPUS_URL/api/users/login" > reply
csrf="X-Octopus-Csrf-Token: $(awk -v name="Octopus-Csrf-Token_$installation" '$6 == name { print $7 }' cookies)"
user=$(ask "$OCTOPUS_URL/api/users/me" | read_field Id)
keys="$OCTOPUS_URL/api/users/$user/apikeys"
ask --header "$csrf" --json '{"Purpose":"bench","Expires":null}' "$keys" > made
ask "$keys/$(read_field Id < made)" > reply
key=$(read_field ApiKey < made)
curl --silent --show-error --fail --header "X-Octopus-ApiKey: $key" "$OCTOPUS_URL/api/users/me" > reply
ask --header "$csrf" --request POST "$OCTOPUS_URL/api/users/logout" > reply
echo "$key"
