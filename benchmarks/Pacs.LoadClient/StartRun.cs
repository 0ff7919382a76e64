using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Pacs.LoadClient.Finding;
using Pacs.LoadClient.Storing;
using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient;

/// <summary>
/// How long a server takes from its start until it has answered a C-ECHO and a C-FIND, in order and after it was killed in the
/// middle of storing; and how it answers on what it holds.
/// </summary>
internal static partial class StartRun
{
    private const string Verification = "1.2.840.10008.1.1";
    private const int Rounds = 3, StoredBeforeTheKill = 2000;

    /// <param name="heldFile">A table of <see cref="Held"/>.</param>
    /// <param name="command">The program and its arguments; it prints <c>Pacs is ready: ... DICOM HOST:PORT</c>.</param>
    public static int Of(string heldFile, IReadOnlyList<string> command)
    {
        var held = Held.Read(heldFile);
        for (var start = 0; start < Rounds; start++)
        {
            using var server = Start(command, held[start], isKilledBefore: start > 0, out var target);
            StoreAndKill(server, target);
        }

        using (var last = Start(command, held[^1], isKilledBefore: true, out var target)) Stop(last);
        using var measured = Start(command, held[^2], isKilledBefore: false, out var asked);
        Console.WriteLine($"  {ProcessCost.ResidentBytes(measured.Id) / 1e6:F0} MB resident");
        FindComparison.Run([asked], held, Rounds);
        Stop(measured);
        return 0;
    }

    private static Process Start(IReadOnlyList<string> command, Held held, bool isKilledBefore, out Target target)
    {
        var clock = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("the server was not started");
        var ready = default(Match);
        while (ready is not { Success: true })
        {
            ready = Ready().Match(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("the server did not start"));
        }

        target = new Target("pacs", "PACS", int.Parse(ready.Groups[1].ValueSpan, CultureInfo.InvariantCulture), process.Id);
        Echo(target);
        FindRun.Of(target, Question.All[1], [held], 1, TimeSpan.Zero);
        var after = isKilledBefore ? "a kill -9 behind stores" : "an orderly end";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  started after {after}: C-ECHO and C-FIND answered after {clock.Elapsed.TotalSeconds:F2} s, {ProcessCost.CpuSeconds(process.Id):F2} s of CPU"));
        return process;
    }

    private static void Echo(Target target)
    {
        using var association = new Association(target, new Proposal(Verification, Encoded.ImplicitVrLittleEndian));
        association.Send(Encoded.Message(1, Encoded.Command(
            (0x0002, Encoded.Uid(Verification)),
            (0x0100, Encoded.UInt16(0x0030)),
            (0x0110, Encoded.UInt16(1)),
            (0x0800, Encoded.UInt16(0x0101)))));
        if (association.Messages.ReadMessage() is not { Status: 0 }) throw new InvalidOperationException("C-ECHO failed");
        association.Release();
    }

    private static void StoreAndKill(Process server, Target target)
    {
        StoreRun.Of(target, Load.All[1], associations: 1, StoredBeforeTheKill);
        server.Kill();
        server.WaitForExit();
    }

    private static void Stop(Process server)
    {
        using (var kill = Process.Start("kill", [server.Id.ToString(CultureInfo.InvariantCulture)])) kill.WaitForExit();
        server.WaitForExit();
    }

    [GeneratedRegex(@"^Pacs is ready: .* DICOM [^ ]*:([0-9]+),")]
    private static partial Regex Ready();
}
