using System.Globalization;

namespace Pacs.LoadClient;

/// <summary>A server under load: where it listens on loopback, and the process that pays for it.</summary>
internal sealed record Target(string Name, string AeTitle, int Port, int ProcessId)
{
    /// <summary>Reads <c>NAME=AETITLE@PORT#PID</c>.</summary>
    public static Target Parse(string text)
    {
        var parts = text.Split('=', '@', '#');
        if (parts.Length != 4) throw new FormatException($"'{text}' is not NAME=AETITLE@PORT#PID");
        return new Target(
            parts[0],
            parts[1],
            int.Parse(parts[2], CultureInfo.InvariantCulture),
            int.Parse(parts[3], CultureInfo.InvariantCulture));
    }
}
