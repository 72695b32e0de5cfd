using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

// Is a webhook from who knows the secret? Both forms of X-Osigu-Signature.
//   mcs docs/examples/VerifySignature.cs -out:VerifySignature.exe
//   mono VerifySignature.exe SECRET SIGNATURE [UNIX_SECONDS_NOW] < body
// or put the file into a project of `dotnet new console`.
public static class VerifySignature
{
    private const long ToleranceSeconds = 300;

    // `body` has the bytes as they came: in ASP.NET read Request.Body, before any model binding.
    public static bool IsGenuine(string secret, string signature, byte[] body, long now)
    {
        if (!signature.StartsWith("t=", StringComparison.Ordinal))
        {
            return Matches(secret, body, signature);
        }
        var parts = signature.Split(',');
        var timestamp = parts[0].Substring(2);
        var isTime = timestamp.Length >= 1 && timestamp.Length <= 12 && timestamp.All(c => c >= '0' && c <= '9');
        if (!isTime || Math.Abs(now - long.Parse(timestamp)) > ToleranceSeconds)
        {
            return false; // an old one may have been recorded by someone, and sent again
        }
        var signed = Encoding.ASCII.GetBytes(timestamp + ".").Concat(body).ToArray();
        // While a secret is being changed there is one value for the old and one for the new.
        return parts.Skip(1).Any(value =>
            value.StartsWith("v1=", StringComparison.Ordinal) && Matches(secret, signed, value.Substring(3)));
    }

    private static bool Matches(string secret, byte[] signed, string given)
    {
        using (var mac = new HMACSHA256(Encoding.UTF8.GetBytes(secret)))
        {
            var expected = BitConverter.ToString(mac.ComputeHash(signed)).Replace("-", "").ToLowerInvariant();
            // Every character is looked at, so that the time tells nothing (.NET has FixedTimeEquals for this).
            var differences = expected.Length ^ given.Length;
            for (var at = 0; at < Math.Min(expected.Length, given.Length); at++)
            {
                differences |= expected[at] ^ given[at];
            }
            return differences == 0;
        }
    }

    public static void Main(string[] arguments)
    {
        var body = new MemoryStream();
        Console.OpenStandardInput().CopyTo(body);
        var now = arguments.Length > 2 ? long.Parse(arguments[2]) : DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Console.WriteLine(IsGenuine(arguments[0], arguments[1], body.ToArray(), now) ? "genuine" : "forged");
    }
}
