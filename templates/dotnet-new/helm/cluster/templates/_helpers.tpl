{{- /* Labels of every object; takes context, name, version. */ -}}
{{- define "app-name.1-cluster.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: app-name.1
app.kubernetes.io/component: stable
app.kubernetes.io/part-of: app-name.1
app.kubernetes.io/version: {{ .version | quote }}
app.kubernetes.io/managed-by: Helm
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{- end }}
