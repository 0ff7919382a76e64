namespace Pacs.LoadClient;

/// <summary>What is sent: so many instances of one size.</summary>
internal sealed record Load(string Name, string SopClass, string Modality, int Rows, int Columns, int Count)
{
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";
    private const string Mr = "1.2.840.10008.5.1.4.1.1.4";

    public static IReadOnlyList<Load> Default { get; } =
    [
        new("CT 512x512x16", Ct, "CT", 512, 512, 400),
        new("small 6 KB", Mr, "MR", 64, 45, 2000),
    ];

    /// <summary>Those whose name begins so.</summary>
    public static IReadOnlyList<Load> Named(string prefix) =>
        [.. Default.Where(load => load.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
}
