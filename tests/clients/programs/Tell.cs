using System;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

// What telling.py does, for C#.
static class Tell
{
    public static readonly string TokenUrl = Environment.GetEnvironmentVariable("OSIGU_TOKEN_URL");
    public static readonly string InvoicesUrl = Environment.GetEnvironmentVariable("OSIGU_BASE_URL") + "/v1/invoices";
    static readonly string id = Environment.GetEnvironmentVariable("OSIGU_CLIENT_ID");
    static readonly string secret = Environment.GetEnvironmentVariable("OSIGU_CLIENT_SECRET");
    public static readonly string Basic = Convert.ToBase64String(Encoding.UTF8.GetBytes(id + ":" + secret));

    public static void Run(string client, Func<string> invoices, Action renew)
    {
        renew();
        string first = Told(invoices), second = Told(invoices);
        renew();
        Console.WriteLine("{{\"client\": {0}, \"calls\": [{1}, {2}, {3}]}}",
            Quoted(client + " of Mono " + Runtime()), first, second, Told(invoices));
    }

    public static string Member(string json, string name)
    {
        Match found = Regex.Match(json, "\"" + name + "\"\\s*:\\s*\"?([^\",}]+)");
        if (!found.Success) throw new InvalidOperationException("no " + name + " in " + json);
        return found.Groups[1].Value;
    }

    static string Told(Func<string> invoices)
    {
        try { return Quoted(Member(invoices(), "total_elements") + " invoices"); }
        catch (Exception error)
        {
            Exception inner = error is AggregateException ? error.InnerException : error;
            return Quoted(inner.GetType().FullName + ": " + inner.Message.Split('\n')[0].Trim());
        }
    }

    static string Runtime()
    {
        MethodInfo name = Type.GetType("Mono.Runtime").GetMethod("GetDisplayName", BindingFlags.NonPublic | BindingFlags.Static);
        return ((string)name.Invoke(null, null)).Split(' ')[0];
    }

    static string Quoted(string text)
    {
        return "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
    }
}
