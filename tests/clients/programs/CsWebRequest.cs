using System.IO;
using System.Net;

static class CsWebRequest
{
    static string token;

    // configure
    static void Renew()
    {
        var request = (HttpWebRequest)WebRequest.Create(Tell.TokenUrl + "?grant_type=client_credentials");
        request.Method = "POST";
        request.Headers["Authorization"] = "Basic " + Tell.Basic;
        token = Tell.Member(Answer(request), "access_token");
    }
    // end

    static string Invoices()
    {
        var request = (HttpWebRequest)WebRequest.Create(Tell.InvoicesUrl);
        request.Headers["Authorization"] = "Bearer " + token;
        return Answer(request);
    }

    static string Answer(HttpWebRequest request)
    {
        using (WebResponse answer = request.GetResponse())
        using (var reader = new StreamReader(answer.GetResponseStream()))
            return reader.ReadToEnd();
    }

    static void Main()
    {
        Tell.Run("HttpWebRequest", Invoices, Renew);
    }
}
