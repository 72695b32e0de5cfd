# The oauth2 gem; without `auth_scheme` it puts id and secret into the body, which is refused.
require "json"
require "oauth2"
require "oauth2/version"

# configure
client = OAuth2::Client.new(
  ENV.fetch("OSIGU_CLIENT_ID"), ENV.fetch("OSIGU_CLIENT_SECRET"),
  site: ENV.fetch("OSIGU_BASE_URL"), token_url: "/v1/oauth/token", auth_scheme: :basic_auth
)
# end

invoices = lambda do |token|
  "#{token.get('/v1/invoices').parsed['page']['total_elements']} invoices"
rescue StandardError => e
  "#{e.class}: #{e.message.lines.first.strip}"
end

token = client.client_credentials.get_token
calls = [invoices.call(token), invoices.call(token), invoices.call(client.client_credentials.get_token)]
puts JSON.generate({ client: "oauth2 #{OAuth2::Version} of Ruby #{RUBY_VERSION}", calls: calls })
