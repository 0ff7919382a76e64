using System.CommandLine;
using System.CommandLine.Parsing;
using Pacs.Network.Associations;
using Pacs.Network.Client;
using Pacs.Server.Peers;

namespace Pacs.Server.Cli;

/// <summary>What every verb that calls a peer is told: whom to call, and as whom.</summary>
internal static class CallArguments
{
    private const string DefaultTitle = "PACS";

    /// <summary>A transfer is no good reason to hang up on a peer that is busy with it and reports nothing.</summary>
    public static readonly TimeSpan PatienceWithTransfers = TimeSpan.FromHours(1);

    /// <summary>Someone waits at the terminal: shorter than a server's, long enough for a slow one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly PeerAddress Own = new(DefaultTitle, "127.0.0.1", 11112);

    public static readonly Argument<PeerAddress> Peer = new("PEER")
    {
        Description = "The AE to call: [AET@]HOST:PORT, an IPv6 address in brackets; AET is PACS unless given.",
        CustomParser = Parse,
    };

    public static readonly Argument<PeerAddress> PeerOrOwn = new("PEER")
    {
        Description = "The AE to call: [AET@]HOST:PORT, an IPv6 address in brackets.",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = Parse,
        DefaultValueFactory = _ => Own,
    };

    public static readonly Option<string> CallingAe = new("--calling-ae")
    {
        Description = "The AE title to call as.",
        HelpName = "TITLE",
        DefaultValueFactory = _ => "PACSTOOL",
        Validators = { Limits.AeTitle },
    };

    public static ScuOptions OptionsOf(ParseResult arguments, TimeSpan? patience = null)
    {
        var association = new AssociationOptions { ArtimTimeout = Patience };
        return new ScuOptions
        {
            CallingAeTitle = arguments.GetRequiredValue(CallingAe).Trim(),
            Association = patience is { } idle ? association with { IdleTimeout = idle } : association,
        };
    }

    private static PeerAddress? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        var at = text.IndexOfAny(['@', '=']);
        var title = at < 0 ? DefaultTitle : text[..at];
        if (PeerOptions.IsAeTitle(title) && PeerAddress.TryParse($"{title}={text[(at + 1)..]}") is { } peer) return peer;

        result.AddError($"'{text}' is no peer: it is written [AET@]HOST:PORT, such as PACS@archive.example:11112.");
        return null;
    }
}
