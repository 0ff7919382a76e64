using System.CommandLine;
using System.Diagnostics;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;
using Pacs.Network.Client;
using Pacs.Network.Messages;
using Pacs.Server.Cli.Reports;

namespace Pacs.Server.Cli;

/// <summary><c>pacs echo</c>: does a peer answer, and how fast.</summary>
internal static class EchoCommand
{
    private static readonly Option<int> Repeat = new("--repeat")
    {
        Description = "How many times to ask, over one association.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        Validators = { Limits.AtLeastOne },
    };

    public static Verb Create() => new("echo", "Ask whether a peer answers (C-ECHO).", RunAsync)
    {
        Examples =
        [
            "pacs echo",
            "pacs echo ARCHIVE@10.0.0.5:104 --calling-ae CT1",
        ],
        Arguments = { CallArguments.PeerOrOwn },
        Options = { CallArguments.CallingAe, Repeat },
    };

    private static async Task<int> RunAsync(
        ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
    {
        var peer = arguments.GetRequiredValue(CallArguments.PeerOrOwn);
        IReadOnlyList<string> syntaxes = [TransferSyntax.ImplicitVrLittleEndian.Uid]; // all know it: PS3.5 §10.1

        var clock = Stopwatch.StartNew();
        await using var association = await PeerConnection.AssociateAsync(
            peer, [(SopClasses.Verification, syntaxes)], [], CallArguments.OptionsOf(arguments), cancellationToken);
        var context = association.FindContexts(SopClasses.Verification).FirstOrDefault() ??
            throw new ContextNotAcceptedException(peer, SopClasses.Verification);
        await terminal.Output.WriteLineAsync($"{peer}: association accepted in {Quantity.Precise(clock.Elapsed)}");

        var isDone = true;
        for (var i = 0; i < arguments.GetValue(Repeat); i++)
        {
            clock.Restart();
            await using var operation = await association.SendAsync(
                context, new CEchoRequest { AffectedSopClassUid = SopClasses.Verification }, cancellationToken);
            var response = await operation.ReadFinalResponseAsync(cancellationToken);
            var status = StatusText.Of(response.Status, response.Command.ErrorComment);
            await terminal.Output.WriteLineAsync($"{peer}: echo {status} in {Quantity.Precise(clock.Elapsed)}");
            isDone &= response.Status.IsDone;
        }

        await association.ReleaseAsync(cancellationToken);
        return isDone ? ExitCode.Success : ExitCode.Failure;
    }
}
