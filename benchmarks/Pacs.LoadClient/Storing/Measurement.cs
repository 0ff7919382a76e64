namespace Pacs.LoadClient.Storing;

/// <summary>One run: instances per second as a sender sees it, and what it cost the server.</summary>
internal sealed record Measurement(double PerSecond, double CpuSecondsPerThousand, long ResidentBytes, int Failures);
