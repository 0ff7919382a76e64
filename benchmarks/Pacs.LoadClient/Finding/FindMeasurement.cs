namespace Pacs.LoadClient.Finding;

/// <summary>One run: how long an answer takes, whole; how many a second; milliseconds of the server's CPU for each; matches.</summary>
internal sealed record FindMeasurement(double Median, double SlowestHundredth, double PerSecond, double CpuEach, double Answers);
