# Ruby: gem install jwt
#
# ruby verify.rb releve.jwt https://releves.example.org your-client-id

require "json"
require "jwt"
require "net/http"

file, origin, client_id = ARGV
published = JSON.parse(Net::HTTP.get(URI("#{origin}/.well-known/jwks.json")), symbolize_names: true)
seals = { keys: published[:keys].select { |key| key[:kty] == "EC" && key[:use] == "sig" } }

# The envelope: made for you, and for minutes.
rules = { algorithms: ["ES256"], jwks: seals, iss: origin, verify_iss: true, aud: client_id, verify_aud: true,
          required_claims: ["exp"] }
envelope, = JWT.decode(File.read(file), nil, true, rules)

# The seal in it: keep this one, it never ends.
releve, = JWT.decode(envelope["sceau"], nil, true, { algorithms: ["ES256"], jwks: seals })
puts ["VALIDE", releve["candidat"]["nomNaissance"], releve["decision"]].join(" ")
