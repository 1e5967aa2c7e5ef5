#!/bin/sh
# curl.sh BUILD - the documented workflow by curl, in the tutorial's form
#
# For each destination: its connection spec, the datasets, a base, a source and a
# target connection and a flow, each by a command line as the tutorial prints them;
# then the run.  Prints one line for each step: "ok NAME" or "not ok NAME (reason)".
set -u
cd "$(dirname "$0")/../.." || exit 1
B=$1
work=$(mktemp -d)
server=
trap 'stop; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

stop() {
	[ -n "$server" ] || return 0
	kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
	server=
}

command -v curl >/dev/null 2>&1 || { echo "skip the tutorial's command lines # there is no curl"; exit 0; }
"$B/flowmock" serve --port 0 --port-file "$work/port" --log-level error --clock virtual \
	--now 2026-01-01T00:00:00Z --export-root "$work/exports" >"$work/server.out" 2>&1 &
server=$!
n=0
while [ ! -s "$work/port" ] && [ "$n" -lt 100 ]; do
	sleep 0.05
	n=$((n + 1))
done
host=http://127.0.0.1:$(cat "$work/port")
platform=$host/data/foundation/flowservice

# The tutorial's headers, for every call.
ask() {
	curl --silent --show-error --location --output "$work/answer" --write-out '%{http_code}' \
		--request "$1" "$2" \
		--header 'accept: application/json' \
		--header 'x-gw-ims-org-id: {ORG_ID}' \
		--header 'x-api-key: {API_KEY}' \
		--header 'x-sandbox-name: {SANDBOX_NAME}' \
		--header 'Authorization: Bearer {ACCESS_TOKEN}' \
		--header 'Content-Type: application/json' \
		${3:+--data-raw "$3"}
}

# step NAME STATUS METHOD PATH [BODY]: the id of what is answered is in $id.
step() {
	status=$(ask "$3" "$platform$4" "${5:-}")
	id=$(sed -n 's/^{"id":"\([^"]*\)".*/\1/p' "$work/answer")
	if [ "$status" = "$2" ]; then
		echo "ok curl: $1"
	else
		echo "not ok curl: $1 (status $status, not $2)"
		sed 's/^/    /' "$work/answer"
	fi
}

# holds NAME TEXT: the last answer has the text.
holds() {
	if grep -qF "$2" "$work/answer"; then
		echo "ok curl: $1"
	else
		echo "not ok curl: $1 (there is no $2)"
	fi
}

lake=23598e46-f560-407b-88d5-ea6207e49db0
dataset=65b1f00d0a1c4e2b9d7e3f03

# workflow NAME SPEC FLOW_SPEC AUTH PLACE: one destination, from its spec to the run.
workflow() {
	step "$1: the connection spec" 200 GET "/connectionSpecs/$2"
	step "$1: the datasets" 200 GET "/connectionSpecs/$lake/configs?outputType=activationDatasets&outputField=datasets&start=0&limit=20&properties=name,state"
	holds "$1: the dataset is among them" "$dataset"
	step "$1: the source connection" 201 POST /sourceConnections '{
		"name": "Connecting to Data Lake",
		"description": "Data Lake source connection to export datasets",
		"connectionSpec": { "id": "'$lake'", "version": "1.0" },
		"params": { "datasets": [ { "dataSetId": "'$dataset'", "name": "Airports" } ] }
	}'
	source=$id
	step "$1: the base connection" 201 POST /connections '{
		"name": "'"$1"' Base Connection",'"$4"'
		"connectionSpec": { "id": "'"$2"'", "version": "1.0" }
	}'
	step "$1: the target connection" 201 POST /targetConnections '{
		"name": "'"$1"' Target Connection",
		"baseConnectionId": "'"$id"'",
		"params": { "mode": "Server-to-server", '"$5"', "compression": "NONE", "datasetFileType": "JSON" },
		"connectionSpec": { "id": "'"$2"'", "version": "1.0" }
	}'
	target=$id
	step "$1: the flow" 201 POST /flows '{
		"name": "Activate datasets to '"$1"'",
		"description": "This operation creates a dataflow to export datasets",
		"flowSpec": { "id": "'"$3"'", "version": "1.0" },
		"sourceConnectionIds": [ "'"$source"'" ],
		"targetConnectionIds": [ "'"$target"'" ],
		"transformations": [],
		"scheduleParams": {
			"exportMode": "FIRST_FULL_THEN_INCREMENTAL", "interval": 3, "timeUnit": "hour", "startTime": 1767225600
		}
	}'
	flow=$id
	ask POST "$host/__admin/clock" '{"advance":"PT1H"}' >"$work/status"
	step "$1: the runs" 200 GET "/runs?property=flowId==$flow"
	holds "$1: a run was a success" '"status":"success"'
}

auth() {
	printf '"auth": { "specName": "%s", "params": { %s } },' "$1" "$2"
}

workflow "Amazon S3" 4fce964d-3f37-408f-9778-e597338a21ee 269ba276-16fc-47db-92b0-c1049a3c131f \
	"$(auth 'Access Key' '"s3SecretKey": "<Add secret key>", "s3AccessKey": "<Add access key>"')" \
	'"bucketName": "your-bucket-name", "path": "folder/subfolder"'
workflow "Azure Blob Storage" 6d6b59bf-fb58-4107-9064-4d246c0e5bb2 95bd8965-fc8a-4119-b9c3-944c2c2df6d2 \
	"$(auth ConnectionString '"connectionString": "<Add connection string>"')" \
	'"container": "your-container-name", "path": "folder/subfolder"'
workflow "Azure Data Lake Gen2" be2c3209-53bc-47e7-ab25-145db8b873e1 17be2013-2549-41ce-96e7-a70363bec293 \
	"$(auth 'Azure Service Principal Auth' '"servicePrincipalKey": "<Add key>", "url": "<Add url>", "tenant": "<Add tenant>", "servicePrincipalId": "<Add id>"')" \
	'"path": "folder/subfolder"'
workflow "Data Landing Zone" 10440537-2a7b-4583-ac39-ed38d4b848e8 cd2fc47e-e838-4f38-a581-8fff2f99b63a \
	"" '"path": "folder/subfolder"'
workflow "Google Cloud Storage" c5d93acb-ea8b-4b14-8f53-02138444ae99 585c15c4-6cbf-4126-8f87-e26bff78b657 \
	"$(auth 'Google Cloud Storage authentication credentials' '"accessKeyId": "<Add id>", "secretAccessKey": "<Add key>"')" \
	'"bucketName": "your-bucket-name", "path": "folder/subfolder"'
workflow "SFTP" 36965a81-b1c6-401b-99f8-22508f1e6a26 354d6aad-4754-46e4-a576-1b384561c440 \
	"$(auth 'SFTP with Password' '"domain": "ftp.example.com", "username": "user", "password": "<Add password>"')" \
	'"remotePath": "folder/subfolder"'
