using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Pacs.Server.Control;

/// <summary>
/// Something that can be asked of an archive, and what it reports while it is at it. It runs where the data directory is
/// open: in the server when there is one, else in the tool's own process (see <see cref="ControlClient"/>).
/// </summary>
/// <param name="name">The last part of its address.</param>
/// <param name="run">Does it. Cancelled when who asked is gone, or the archive stops.</param>
/// <param name="requestType">How the arguments are written.</param>
/// <param name="reportType">How a report is written.</param>
internal sealed class ControlVerb<TRequest, TReport>(
    string name,
    Func<Premises, TRequest, CancellationToken, IAsyncEnumerable<TReport>> run,
    JsonTypeInfo<TRequest> requestType,
    JsonTypeInfo<TReport> reportType) : ControlEndpoint(name)
    where TRequest : notnull
    where TReport : notnull
{
    /// <summary>False for what rebuilds the index, and so may find one that cannot be used.</summary>
    public bool NeedsIndex { get; init; } = true;

    public JsonTypeInfo<TRequest> RequestType { get; } = requestType;

    public JsonTypeInfo<TReport> ReportType { get; } = reportType;

    public IAsyncEnumerable<TReport> RunAsync(Premises premises, TRequest request, CancellationToken cancellationToken) =>
        run(premises, request, cancellationToken);

    public override async Task AnswerAsync(HttpContext context, Premises premises, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        TRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync(context.Request.Body, RequestType, end.Token);
        }
        catch (JsonException)
        {
            request = default;
        }

        if (request is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        context.Response.ContentType = ControlLine.ContentType;
        var output = context.Response.BodyWriter;
        try
        {
            await foreach (var report in run(premises, request, end.Token))
            {
                ControlLine.WriteReport(output, report, ReportType);
                await output.FlushAsync(end.Token);
            }

            ControlLine.WriteEnd(output);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or ArgumentException)
        {
            ControlLine.WriteFailure(output, failure.Message);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            ControlLine.WriteFailure(output, "the archive is stopping"); // or nobody is there to read it
        }

        await output.FlushAsync(CancellationToken.None); // the last line goes out though the archive is stopping
    }
}
