namespace Pacs.LoadClient.Retrieving;

/// <summary>One retrieval: what came, how long it took, and the server's CPU.</summary>
internal sealed record RetrieveMeasurement(long Bytes, double Seconds, double CpuSeconds, int Instances)
{
    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    public double CpuSecondsPerGigabyte => CpuSeconds * 1e9 / Bytes;
}
