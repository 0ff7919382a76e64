using System.CommandLine;
using System.Globalization;
using Pacs.Archive;
using Pacs.Archive.Ingest;
using Pacs.Archive.Verification;
using Pacs.Server.Cli.Reports;
using Pacs.Server.Control;
using Pacs.Server.Statistics;

namespace Pacs.Server.Cli;

/// <summary><c>pacs status</c>: what the archive holds and does.</summary>
internal static class StatusCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print an object with all numbers." };

    public static Verb Create() => new("status", "Show what the archive holds and how it is doing.", RunAsync)
    {
        Notes =
            "Rates are averages of the last ten seconds. Latencies run from a request's command\n" +
            "to its final answer, since the archive was started: half of them were at most p50,\n" +
            "99 of 100 at most p99.",
        Examples =
        [
            "pacs status",
            "pacs status --data /var/lib/pacs --json",
            "watch pacs status",
        ],
        Options = { DataArgument.Data, Json },
    };

    private static async Task<int> RunAsync(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var reports = ControlClient.RunAsync(
            arguments.GetRequiredValue(DataArgument.Data), ControlVerbs.Status, new NoArguments(), cancellationToken);
        await foreach (var report in reports)
        {
            if (arguments.GetValue(Json)) JsonPrinter.Write(terminal.Output, report, ControlJson.Default.StatusReport);
            else Write(terminal.Output, report);
        }

        return ExitCode.Success;
    }

    private static void Write(TextWriter output, StatusReport report)
    {
        var up = report.Server is { } running ? $"up {Quantity.Time(TimeSpan.FromSeconds(running.UptimeSeconds))}" : "not running";
        output.WriteLine($"Pacs {report.Version}, {up}, data in {report.Archive.DataDirectory}");
        output.WriteLine();
        WriteArchive(output, report.Archive);
        if (report.Server is not { } server) return;

        WriteRow(
            output,
            "associations",
            $"{Quantity.Count(server.ActiveAssociations)} now, {Quantity.Count(server.Associations)} in all, " +
            $"{Quantity.Count(server.AbortedAssociations)} aborted, {Quantity.Count(server.RejectedAssociations)} rejected");
        WriteOperations(output, server.Operations);
        WritePeers(output, server.Peers);
    }

    private static void WriteArchive(TextWriter output, ArchiveState archive)
    {
        WriteRow(
            output,
            "held",
            $"{Quantity.Count(archive.Instances)} instances, {Quantity.Count(archive.Series)} series, " +
            $"{Quantity.Count(archive.Studies)} studies, {Quantity.Count(archive.Patients)} patients");
        WriteRow(output, "stored", $"{Quantity.Bytes(archive.StoredBytes)} in {Quantity.Count(archive.Segments)} segments");
        WriteRow(output, "disk", $"{Quantity.Bytes(archive.FreeBytes)} of {Quantity.Bytes(archive.DiskBytes)} free");
        WriteRow(output, "receiving", $"{Quantity.Bytes(archive.BufferedBytes)} of {Quantity.Bytes(archive.BufferBytes)} memory in use");
        WriteRow(output, "conflicts", archive.Conflicts == 0 ? "none" : $"{Quantity.Count(archive.Conflicts)}: see pacs conflicts");
        WriteRow(output, "verified", Describe(archive.Verification));
        if (archive.IndexTrouble is { } late) WriteRow(output, "index", $"{late}; they are stored, not found, and tried again");
        if (archive.SpaceTrouble is { } trouble) WriteRow(output, "space", $"of deleted instances is not given back: {trouble}");
        if (archive.Compression is { } compression) WriteRow(output, "compressed", Describe(compression));
        foreach (var attribute in archive.PromotedAttributes)
        {
            WriteRow(output, "promoted", attribute.IsComplete
                ? attribute.Attribute
                : $"{attribute.Attribute}: {Quantity.Count(attribute.Filled)} of {Quantity.Count(attribute.Total)} instances looked at");
        }

        if (archive.PromotionTrouble is { } promotionTrouble) WriteRow(output, "promoted", $"not going on: {promotionTrouble}");
        foreach (var damage in archive.Damage) WriteRow(output, "DAMAGED", damage);
    }

    private static string Describe(CompressionState compression)
    {
        var done = $"{Quantity.Count(compression.Compressed)} as they came, " +
            $"{Quantity.Bytes(compression.BytesBefore)} to {Quantity.Bytes(compression.BytesAfter)}";
        return compression.Trouble is { } trouble
            ? $"{done}; {Quantity.Count(compression.AsReceived)} stored as received: {trouble.TrimEnd('.')}"
            : done;
    }

    private static string Describe(VerificationReport? verification)
    {
        if (verification is null) return "never: see pacs verify";

        var found = verification.Damaged == 0 ? "no damage" : $"{Quantity.Count(verification.Damaged)} DAMAGED: see pacs verify";
        var when = verification.FinishedAt is { } end
            ? end.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
            : $"{Quantity.Bytes(verification.Bytes)} of {Quantity.Bytes(verification.TotalBytes)} so far";
        return $"{when}, {Quantity.Count(verification.Members)} instances sound, {found}";
    }

    private static void WriteOperations(TextWriter output, IReadOnlyList<OperationState> operations)
    {
        if (operations.Count == 0) return;

        output.WriteLine();
        output.WriteLine($"{"request",-16}{"in all",12}{"per second",12}{"p50",12}{"p99",12}");
        foreach (var operation in operations)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{operation.Operation,-16}{operation.Total,12:N0}{operation.PerSecond,12:N1}" +
                $"{Milliseconds(operation.P50Milliseconds),12}{Milliseconds(operation.P99Milliseconds),12}"));
        }
    }

    private static void WritePeers(TextWriter output, IReadOnlyList<PeerState> peers)
    {
        if (peers.Count == 0) return;

        output.WriteLine();
        output.WriteLine($"{"peer",-16}{"in all",12}{"now",12}   associations");
        foreach (var peer in peers)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{peer.AeTitle,-16}{peer.Total,12:N0}{peer.Active,12:N0}"));
        }
    }

    private static string Milliseconds(double? time) =>
        time is { } milliseconds ? Quantity.Precise(TimeSpan.FromMilliseconds(milliseconds)) : "";

    private static void WriteRow(TextWriter output, string name, string text) => output.WriteLine($"{name,-14}{text}");
}
