using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Pacs.Index.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "LogPosition",
                columns: table => new
                {
                    Shard = table.Column<int>(type: "INTEGER", nullable: false),
                    Segment = table.Column<int>(type: "INTEGER", nullable: false),
                    AppliedTo = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogPosition", x => new { x.Shard, x.Segment });
                });

            migrationBuilder.CreateTable(
                name: "Tenant",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    NumberOfPatients = table.Column<long>(type: "INTEGER", nullable: false),
                    NumberOfStudies = table.Column<long>(type: "INTEGER", nullable: false),
                    NumberOfSeries = table.Column<long>(type: "INTEGER", nullable: false),
                    NumberOfInstances = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tenant", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "InstanceVersion",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantKey = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<int>(type: "INTEGER", nullable: false),
                    StudyInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    SeriesInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    SopInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    SopClassUid = table.Column<string>(type: "TEXT", nullable: false),
                    TransferSyntaxUid = table.Column<string>(type: "TEXT", nullable: false),
                    Shard = table.Column<int>(type: "INTEGER", nullable: false),
                    Segment = table.Column<int>(type: "INTEGER", nullable: false),
                    Offset = table.Column<long>(type: "INTEGER", nullable: false),
                    Length = table.Column<long>(type: "INTEGER", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SourceAeTitle = table.Column<string>(type: "TEXT", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_InstanceVersion", x => x.Key);
                    table.ForeignKey(
                        name: "FK_InstanceVersion_Tenant_TenantKey",
                        column: x => x.TenantKey,
                        principalTable: "Tenant",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Patient",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantKey = table.Column<long>(type: "INTEGER", nullable: false),
                    PatientId = table.Column<string>(type: "TEXT", nullable: false),
                    Issuer = table.Column<string>(type: "TEXT", nullable: false),
                    LoneStudyUid = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: true),
                    NameIdeographic = table.Column<string>(type: "TEXT", nullable: true),
                    NamePhonetic = table.Column<string>(type: "TEXT", nullable: true),
                    BirthDate = table.Column<string>(type: "TEXT", nullable: true),
                    Sex = table.Column<string>(type: "TEXT", nullable: true),
                    NumberOfStudies = table.Column<int>(type: "INTEGER", nullable: false),
                    NumberOfSeries = table.Column<int>(type: "INTEGER", nullable: false),
                    NumberOfInstances = table.Column<int>(type: "INTEGER", nullable: false),
                    Attributes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Patient", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Patient_Tenant_TenantKey",
                        column: x => x.TenantKey,
                        principalTable: "Tenant",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Study",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantKey = table.Column<long>(type: "INTEGER", nullable: false),
                    PatientKey = table.Column<long>(type: "INTEGER", nullable: false),
                    StudyInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    StudyDate = table.Column<string>(type: "TEXT", nullable: true),
                    StudyTime = table.Column<string>(type: "TEXT", nullable: true),
                    AccessionNumber = table.Column<string>(type: "TEXT", nullable: true),
                    StudyId = table.Column<string>(type: "TEXT", nullable: true),
                    StudyDescription = table.Column<string>(type: "TEXT", nullable: true),
                    ReferringPhysician = table.Column<string>(type: "TEXT", nullable: true),
                    ReferringPhysicianIdeographic = table.Column<string>(type: "TEXT", nullable: true),
                    ReferringPhysicianPhonetic = table.Column<string>(type: "TEXT", nullable: true),
                    Modalities = table.Column<string>(type: "TEXT", nullable: false),
                    SopClasses = table.Column<string>(type: "TEXT", nullable: false),
                    NumberOfSeries = table.Column<int>(type: "INTEGER", nullable: false),
                    NumberOfInstances = table.Column<int>(type: "INTEGER", nullable: false),
                    Attributes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Study", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Study_Patient_PatientKey",
                        column: x => x.PatientKey,
                        principalTable: "Patient",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Study_Tenant_TenantKey",
                        column: x => x.TenantKey,
                        principalTable: "Tenant",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PatientConflict",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantKey = table.Column<long>(type: "INTEGER", nullable: false),
                    StudyKey = table.Column<long>(type: "INTEGER", nullable: false),
                    PatientId = table.Column<string>(type: "TEXT", nullable: false),
                    Issuer = table.Column<string>(type: "TEXT", nullable: false),
                    SeriesInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    SopInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    Shard = table.Column<int>(type: "INTEGER", nullable: false),
                    Segment = table.Column<int>(type: "INTEGER", nullable: false),
                    Offset = table.Column<long>(type: "INTEGER", nullable: false),
                    Length = table.Column<long>(type: "INTEGER", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SourceAeTitle = table.Column<string>(type: "TEXT", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PatientConflict", x => x.Key);
                    table.ForeignKey(
                        name: "FK_PatientConflict_Study_StudyKey",
                        column: x => x.StudyKey,
                        principalTable: "Study",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PatientConflict_Tenant_TenantKey",
                        column: x => x.TenantKey,
                        principalTable: "Tenant",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Series",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantKey = table.Column<long>(type: "INTEGER", nullable: false),
                    StudyKey = table.Column<long>(type: "INTEGER", nullable: false),
                    SeriesInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    Modality = table.Column<string>(type: "TEXT", nullable: true),
                    SeriesNumber = table.Column<long>(type: "INTEGER", nullable: true),
                    SeriesDescription = table.Column<string>(type: "TEXT", nullable: true),
                    BodyPart = table.Column<string>(type: "TEXT", nullable: true),
                    Laterality = table.Column<string>(type: "TEXT", nullable: true),
                    ProtocolName = table.Column<string>(type: "TEXT", nullable: true),
                    StationName = table.Column<string>(type: "TEXT", nullable: true),
                    InstitutionName = table.Column<string>(type: "TEXT", nullable: true),
                    PerformedStepId = table.Column<string>(type: "TEXT", nullable: true),
                    PerformedStepStartDate = table.Column<string>(type: "TEXT", nullable: true),
                    PerformedStepStartTime = table.Column<string>(type: "TEXT", nullable: true),
                    NumberOfInstances = table.Column<int>(type: "INTEGER", nullable: false),
                    Attributes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Series", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Series_Study_StudyKey",
                        column: x => x.StudyKey,
                        principalTable: "Study",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_Series_Tenant_TenantKey",
                        column: x => x.TenantKey,
                        principalTable: "Tenant",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Instance",
                columns: table => new
                {
                    Key = table.Column<long>(type: "INTEGER", nullable: false),
                    TenantKey = table.Column<long>(type: "INTEGER", nullable: false),
                    SeriesKey = table.Column<long>(type: "INTEGER", nullable: false),
                    SopInstanceUid = table.Column<string>(type: "TEXT", nullable: false),
                    SopClassUid = table.Column<string>(type: "TEXT", nullable: false),
                    TransferSyntaxUid = table.Column<string>(type: "TEXT", nullable: false),
                    InstanceNumber = table.Column<long>(type: "INTEGER", nullable: true),
                    Shard = table.Column<int>(type: "INTEGER", nullable: false),
                    Segment = table.Column<int>(type: "INTEGER", nullable: false),
                    Offset = table.Column<long>(type: "INTEGER", nullable: false),
                    Length = table.Column<long>(type: "INTEGER", nullable: false),
                    Digest = table.Column<byte[]>(type: "BLOB", nullable: false),
                    SourceAeTitle = table.Column<string>(type: "TEXT", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Attributes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Instance", x => x.Key);
                    table.ForeignKey(
                        name: "FK_Instance_Series_SeriesKey",
                        column: x => x.SeriesKey,
                        principalTable: "Series",
                        principalColumn: "Key",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "Tenant",
                columns: new[] { "Key", "Name", "NumberOfInstances", "NumberOfPatients", "NumberOfSeries", "NumberOfStudies" },
                values: new object[] { 1L, "default", 0L, 0L, 0L, 0L });

            migrationBuilder.CreateIndex(
                name: "IX_Instance_SeriesKey",
                table: "Instance",
                column: "SeriesKey");

            migrationBuilder.CreateIndex(
                name: "IX_Instance_TenantKey_SopInstanceUid",
                table: "Instance",
                columns: new[] { "TenantKey", "SopInstanceUid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InstanceVersion_Shard_Segment_Offset",
                table: "InstanceVersion",
                columns: new[] { "Shard", "Segment", "Offset" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_InstanceVersion_TenantKey_SopInstanceUid",
                table: "InstanceVersion",
                columns: new[] { "TenantKey", "SopInstanceUid" });

            migrationBuilder.CreateIndex(
                name: "IX_Patient_TenantKey_BirthDate",
                table: "Patient",
                columns: new[] { "TenantKey", "BirthDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Patient_TenantKey_Name",
                table: "Patient",
                columns: new[] { "TenantKey", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_Patient_TenantKey_NameIdeographic",
                table: "Patient",
                columns: new[] { "TenantKey", "NameIdeographic" },
                filter: "\"NameIdeographic\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Patient_TenantKey_NamePhonetic",
                table: "Patient",
                columns: new[] { "TenantKey", "NamePhonetic" },
                filter: "\"NamePhonetic\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Patient_TenantKey_PatientId_Issuer_LoneStudyUid",
                table: "Patient",
                columns: new[] { "TenantKey", "PatientId", "Issuer", "LoneStudyUid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PatientConflict_StudyKey",
                table: "PatientConflict",
                column: "StudyKey");

            migrationBuilder.CreateIndex(
                name: "IX_PatientConflict_TenantKey_StudyKey_PatientId_Issuer",
                table: "PatientConflict",
                columns: new[] { "TenantKey", "StudyKey", "PatientId", "Issuer" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Series_StudyKey",
                table: "Series",
                column: "StudyKey");

            migrationBuilder.CreateIndex(
                name: "IX_Series_TenantKey_PerformedStepStartDate",
                table: "Series",
                columns: new[] { "TenantKey", "PerformedStepStartDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Series_TenantKey_SeriesDescription",
                table: "Series",
                columns: new[] { "TenantKey", "SeriesDescription" });

            migrationBuilder.CreateIndex(
                name: "IX_Series_TenantKey_SeriesInstanceUid_StudyKey",
                table: "Series",
                columns: new[] { "TenantKey", "SeriesInstanceUid", "StudyKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Study_PatientKey",
                table: "Study",
                column: "PatientKey");

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_AccessionNumber",
                table: "Study",
                columns: new[] { "TenantKey", "AccessionNumber" });

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_ReferringPhysician",
                table: "Study",
                columns: new[] { "TenantKey", "ReferringPhysician" });

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_ReferringPhysicianIdeographic",
                table: "Study",
                columns: new[] { "TenantKey", "ReferringPhysicianIdeographic" },
                filter: "\"ReferringPhysicianIdeographic\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_ReferringPhysicianPhonetic",
                table: "Study",
                columns: new[] { "TenantKey", "ReferringPhysicianPhonetic" },
                filter: "\"ReferringPhysicianPhonetic\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_StudyDate",
                table: "Study",
                columns: new[] { "TenantKey", "StudyDate" });

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_StudyDescription",
                table: "Study",
                columns: new[] { "TenantKey", "StudyDescription" });

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_StudyId",
                table: "Study",
                columns: new[] { "TenantKey", "StudyId" });

            migrationBuilder.CreateIndex(
                name: "IX_Study_TenantKey_StudyInstanceUid",
                table: "Study",
                columns: new[] { "TenantKey", "StudyInstanceUid" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Tenant_Name",
                table: "Tenant",
                column: "Name",
                unique: true);

            // What EF has no words for: the mark in the file's header, and the trigram tables of TrigramTables.
            migrationBuilder.Sql("PRAGMA application_id = 0x50616373");

            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE "PatientText" USING fts5(
                    "PatientId", "Name",
                    tokenize='trigram case_sensitive 1', detail='column', content='', contentless_delete=1)
                """);

            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE "StudyText" USING fts5(
                    "AccessionNumber", "StudyId", "StudyDescription", "ReferringPhysician",
                    tokenize='trigram case_sensitive 1', detail='column', content='', contentless_delete=1)
                """);

            migrationBuilder.Sql("""
                CREATE VIRTUAL TABLE "SeriesText" USING fts5(
                    "SeriesDescription", "ProtocolName", "StationName", "InstitutionName",
                    tokenize='trigram case_sensitive 1', detail='column', content='', contentless_delete=1)
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""DROP TABLE "PatientText" """);
            migrationBuilder.Sql("""DROP TABLE "StudyText" """);
            migrationBuilder.Sql("""DROP TABLE "SeriesText" """);

            migrationBuilder.DropTable(
                name: "Instance");

            migrationBuilder.DropTable(
                name: "InstanceVersion");

            migrationBuilder.DropTable(
                name: "LogPosition");

            migrationBuilder.DropTable(
                name: "PatientConflict");

            migrationBuilder.DropTable(
                name: "Series");

            migrationBuilder.DropTable(
                name: "Study");

            migrationBuilder.DropTable(
                name: "Patient");

            migrationBuilder.DropTable(
                name: "Tenant");
        }
    }
}
