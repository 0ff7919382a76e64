using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Pacs.Server.Control;

/// <summary>
/// How the tool's verbs reach the archive that is running, which alone has the data directory: HTTP over a Unix socket,
/// <c>POST /control/VERB</c> with the arguments in JSON, answered by a line of JSON per report.
/// </summary>
internal static class ControlDoor
{
    public static void Listen(KestrelServerOptions kestrel, string path)
    {
        kestrel.ListenUnixSocket(path, door => door.Use(next => connection =>
        {
            connection.Features.Set(ControlMark.Instance);
            return next(connection);
        }));
    }

    public static void Configure(SocketTransportOptions sockets) => sockets.CreateBoundListenSocket = endPoint =>
        endPoint is UnixDomainSocketEndPoint door
            ? ControlSocket.Bind(door)
            : SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);

    /// <summary>The verbs behind the door; whoever asks for them by TCP is told that there is no such thing.</summary>
    public static void Map(WebApplication app, Premises premises)
    {
        app.Use((context, next) =>
        {
            var isControl = context.GetEndpoint()?.Metadata.GetMetadata<ControlMark>() is not null;
            if (!isControl || context.Features.Get<ControlMark>() is not null) return next(context);

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        foreach (var verb in ControlVerbs.All)
        {
            app.MapPost($"/control/{verb.Name}", context => verb.AnswerAsync(context, premises, app.Lifetime.ApplicationStopping))
                .WithMetadata(ControlMark.Instance);
        }
    }
}
