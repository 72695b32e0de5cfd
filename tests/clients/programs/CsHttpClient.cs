using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;

static class CsHttpClient
{
    static readonly HttpClient http = new HttpClient();
    static string token;

    // configure
    static void Renew()
    {
        var form = new Dictionary<string, string> { { "grant_type", "client_credentials" } };
        var request = new HttpRequestMessage(HttpMethod.Post, Tell.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Tell.Basic);
        token = Tell.Member(Sent(request), "access_token");
    }
    // end

    static string Invoices()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Tell.InvoicesUrl);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Sent(request);
    }

    static string Sent(HttpRequestMessage request)
    {
        HttpResponseMessage answer = http.SendAsync(request).Result;
        return answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync().Result;
    }

    static void Main()
    {
        Tell.Run("HttpClient", Invoices, Renew);
    }
}
