namespace Pacs.LoadClient.Storing;

/// <summary>What is sent: so many instances of one size.</summary>
internal sealed record Load(string Name, string SopClass, string Modality, int Rows, int Columns, int Frames, int Count)
{
    private const string Ct = "1.2.840.10008.5.1.4.1.1.2";
    private const string Mr = "1.2.840.10008.5.1.4.1.1.4";
    private const string EnhancedCt = "1.2.840.10008.5.1.4.1.1.2.1";

    /// <summary>Just-in-time compilers have seen enough after so many instances; of large ones, after so many bytes.</summary>
    private const int WarmUpInstances = 8000;

    private const long WarmUpBytes = 2L << 30;

    public static IReadOnlyList<Load> All { get; } =
    [
        new("CT 512x512x16", Ct, "CT", 512, 512, Frames: 1, Count: 400),
        new("small 6 KB", Mr, "MR", 64, 45, Frames: 1, Count: 2000),
        new("MR 256x256x16", Mr, "MR", 256, 256, Frames: 1, Count: 1000),
        new("multi-frame 100 MB", EnhancedCt, "CT", 512, 512, Frames: 200, Count: 3),
    ];

    public static IReadOnlyList<Load> Default { get; } = [.. All.Take(2)];

    /// <summary>As many instances make a study of one series.</summary>
    public int InstancesPerStudy { get; init; } = 100;

    public long PixelBytes => 2L * Rows * Columns * Frames;

    public int WarmUpCount => (int)Math.Clamp(WarmUpBytes / PixelBytes, 1, WarmUpInstances);

    /// <summary>At least one for each association.</summary>
    public int CountFor(int associations) => Math.Max(Count, associations);

    /// <summary>Those whose name begins so.</summary>
    public static IReadOnlyList<Load> Named(string prefix) =>
        [.. All.Where(load => load.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
}
