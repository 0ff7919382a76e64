using System.Text.Json;
using System.Text.Json.Serialization;
using Pacs.Archive.Conflicts;
using Pacs.Archive.Deletion;
using Pacs.Archive.Reindexing;
using Pacs.Archive.Verification;
using Pacs.Server.Hosting;
using Pacs.Server.Statistics;

namespace Pacs.Server.Control;

/// <summary>How what goes through the control door, and what <c>--json</c> prints, is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(NoArguments))]
[JsonSerializable(typeof(ArchiveConflict))]
[JsonSerializable(typeof(VerificationScope))]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(ReindexReport))]
[JsonSerializable(typeof(DeletionRequest))]
[JsonSerializable(typeof(DeletionResult))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(ServerConfiguration))]
internal sealed partial class ControlJson : JsonSerializerContext;
