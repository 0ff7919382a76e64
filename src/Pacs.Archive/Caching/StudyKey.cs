using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Pacs.Archive.Caching;

/// <summary>A study in names of files: no wire text becomes one.</summary>
public sealed record StudyKey
{
    private StudyKey(string hash) => Hash = hash;

    /// <summary>Hexadecimal digits.</summary>
    public string Hash { get; }

    public static StudyKey Of(string tenant, string study) => new(HashOf($"{tenant}\n{study}"));

    /// <summary>The same of other text.</summary>
    public static string HashOf(string text) =>
        XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(text)).ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>As it was written down.</summary>
    internal static StudyKey OfHash(string hash) => new(hash);
}
