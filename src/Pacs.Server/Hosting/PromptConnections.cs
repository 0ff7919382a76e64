using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Pacs.Network.Associations;

namespace Pacs.Server.Hosting;

/// <summary>Gives the connections of a door a <see cref="PromptReader"/>.</summary>
internal static class PromptConnections
{
    public static void AcknowledgePromptly(this IConnectionBuilder door) => door.Use(next => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket })
        {
            var (input, output) = (connection.Transport.Input, connection.Transport.Output);
            connection.Transport = new Pipes(new PromptReader(input, socket), output);
        }

        return next(connection);
    });

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
