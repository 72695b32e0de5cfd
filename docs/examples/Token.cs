using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

// A token and the first page of invoices, with HttpClient.
//   mcs -r:System.Net.Http.dll docs/examples/Token.cs -out:Token.exe && mono Token.exe [http://127.0.0.1:6744]
// or put the file into a project of `dotnet new console`.
public static class Token
{
    private const string Credentials = "Y29zc2VuLW9zaWd1LXNlcnZpY2U6YmFzZTY0c2VjcmV0a2V5";
    private static readonly HttpClient Client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };

    public static void Main(string[] arguments)
    {
        var fallback = Environment.GetEnvironmentVariable("OSIGU_BASE_URL") ?? "http://127.0.0.1:6744";
        var baseUrl = arguments.Length > 0 ? arguments[0] : fallback;

        var tokenUrl = baseUrl + "/v1/oauth/token?grant_type=client_credentials";
        var answer = Send(HttpMethod.Post, tokenUrl, new AuthenticationHeaderValue("Basic", Credentials));
        var token = Regex.Match(answer, "\"access_token\":\"([^\"]+)\"").Groups[1].Value;
        Console.WriteLine(token);

        Console.WriteLine(Send(HttpMethod.Get, baseUrl + "/v1/invoices", new AuthenticationHeaderValue("Bearer", token)));
    }

    private static string Send(HttpMethod method, string url, AuthenticationHeaderValue authorization)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Authorization = authorization;
        var answer = Client.SendAsync(request).GetAwaiter().GetResult();
        answer.EnsureSuccessStatusCode();
        return answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
    }
}
