{{- define "callgrant.labels" -}}
app.kubernetes.io/name: callgrant
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
